/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.batch;

/** The log-loss of logits, in nats. */
final class LogLoss {
  private LogLoss() {}

  /**
   * Computes the derivatives of the weighted log-losses of {@code n} examples by their logits.
   *
   * @param logits of the examples, from index 0 on
   * @param labels of the examples, from index {@code from} on
   * @param weights of the examples, from index {@code from} on
   * @param slopes overwritten with the derivatives, from index 0 on
   * @return the weighted sum of the log-losses
   */
  static double differentiate(
      float[] logits, float[] labels, float[] weights, int from, int n, float[] slopes) {
    double loss = 0;
    for (int i = 0; i < n; i++) {
      double z = logits[i];
      float y = labels[from + i];
      float weight = weights[from + i];
      double e = Math.exp(-Math.abs(z));
      double p = z >= 0 ? 1 / (1 + e) : e / (1 + e);
      loss += weight * (Math.max(z, 0) - y * z + Math.log(1 + e));
      slopes[i] = (float) (weight * (p - y));
    }
    return loss;
  }
}
