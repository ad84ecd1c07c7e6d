/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.synthetic;

/**
 * One numeric feature: x = floor(exp(mean + deviation * z)) with a standard normal z, acting by
 * effect * (log(x + 1) - mean) / deviation.
 *
 * @param name the column
 * @param mean of the logarithm
 * @param deviation of the logarithm
 * @param effect slope in logits
 * @param missing probability that the column is null, which acts as 0
 */
record PlantedNumber(String name, double mean, double deviation, double effect, double missing) {

  /** A number, or NaN where it is missing. */
  double draw(ClickLogRandom random) {
    double z = random.normal();
    boolean present = random.uniform() >= missing;
    return present ? StrictMath.floor(StrictMath.exp(mean + deviation * z)) : Double.NaN;
  }

  /** The number's part of the logit. */
  double logit(double x) {
    return Double.isNaN(x) ? 0 : effect * (StrictMath.log(x + 1) - mean) / deviation;
  }
}
