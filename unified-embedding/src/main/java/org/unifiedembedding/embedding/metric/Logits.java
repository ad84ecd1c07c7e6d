/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.metric;

/** The logistic function and its loss, without overflow for any finite logit. */
public final class Logits {

  private Logits() {}

  /** 1 / (1 + e^-logit). */
  public static double probability(double logit) {
    double e = Math.exp(-Math.abs(logit));
    return (logit >= 0 ? 1 : e) / (1 + e);
  }

  /** Cross entropy in nats: -y log p - (1 - y) log(1 - p), label y in [0, 1]. */
  public static double loss(double logit, double label) {
    return Math.max(logit, 0) - label * logit + Math.log(1 + Math.exp(-Math.abs(logit)));
  }

  /**
   * Fills {@code slopes} with the derivative of the weighted loss by each logit, w (p - y), and
   * returns the weighted sum of the losses; the first {@code n} entries of all arrays.
   */
  public static double slopes(
      float[] logits, float[] labels, float[] weights, int n, float[] slopes) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double z = logits[i];
      double e = Math.exp(-Math.abs(z));
      double p = (z >= 0 ? 1 : e) / (1 + e);
      slopes[i] = (float) (weights[i] * (p - labels[i]));
      sum += weights[i] * (Math.max(z, 0) - labels[i] * z + Math.log(1 + e));
    }
    return sum;
  }
}
