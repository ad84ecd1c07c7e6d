/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.batch;

/**
 * A batch's way through its head and back. Shapes as in {@link EmbeddingBatch}. Not thread-safe.
 */
interface HeadPass {

  /** Computes {@code logits} [n]. */
  void forward(
      Lookups lookups, float[] vectors, float[] numeric, float[] headWeights, float[] logits);

  /**
   * Adds the gradient of the weighted log-loss by every distinct row to {@code gradients} [U, S]
   * and by the head's weights to {@code headGradient} [P]; the weighted sum of the log-losses.
   *
   * @param labels [n]
   * @param weights of the examples [n]
   */
  double forwardBackward(
      Lookups lookups,
      float[] vectors,
      float[] numeric,
      float[] labels,
      float[] weights,
      float[] headWeights,
      float[] gradients,
      float[] headGradient);
}
