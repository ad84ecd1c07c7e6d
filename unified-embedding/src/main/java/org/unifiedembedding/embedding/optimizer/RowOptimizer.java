/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.optimizer;

/**
 * Updates one row of the table with the summed gradient of a step. Immutable and thread-safe. Rows
 * that a step does not touch do not move.
 */
public interface RowOptimizer {

  /** Floats of state that a row of {@code width} weights carries. */
  int stateSize(int width);

  /**
   * Fills the state of {@code rows} consecutive rows with its first values; {@code state} is [rows,
   * stateSize(width)].
   */
  void initialiseState(float[] state, int width, int rows);

  /**
   * Applies one update in place.
   *
   * @param weights holds the row at [weightOffset, weightOffset + width)
   * @param state holds the row's state at [stateOffset, stateOffset + stateSize(width))
   * @param gradient holds the summed gradient at [gradientOffset, gradientOffset + width)
   * @param scale factor of the gradient, 1 / examples of the step
   */
  void update(
      float[] weights,
      int weightOffset,
      float[] state,
      int stateOffset,
      float[] gradient,
      int gradientOffset,
      int width,
      float scale);
}
