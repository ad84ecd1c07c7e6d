/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.metric;

/**
 * Log-loss by the log-loss of a model that always predicts the mean label: 1 is worthless, less is
 * better.
 *
 * <p>Source: X. He et al., Practical lessons from predicting clicks on ads at Facebook, ADKDD 2014.
 */
public final class NormalizedEntropy {

  private NormalizedEntropy() {}

  /** NaN or infinite where all labels are 0 or all are 1. */
  public static double of(double logLoss, double meanLabel) {
    double entropy = -meanLabel * Math.log(meanLabel) - (1 - meanLabel) * Math.log1p(-meanLabel);
    return logLoss / entropy;
  }
}
