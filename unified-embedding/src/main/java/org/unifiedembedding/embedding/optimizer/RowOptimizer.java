/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.optimizer;

import java.io.Serializable;

/**
 * Updates one row of the table with the summed gradient of a step. Immutable and thread-safe. Rows
 * that a step does not touch do not move.
 *
 * <p>Rows, gradients and those parts of the state that hold a float per weight are padded to {@link
 * org.unifiedembedding.embedding.kernel.VectorKernels#padded} floats. The padding of the gradient
 * is 0, and updates may run over the padding: they leave a row's padding as it was.
 */
public interface RowOptimizer extends Serializable {

  /** Floats of state that a row of {@code width} weights carries. */
  int stateSize(int width);

  /**
   * Fills the state of {@code rows} consecutive rows with its first values; {@code state} is [rows,
   * stateSize(width)].
   */
  void initialiseState(float[] state, int width, int rows);

  /**
   * What the state means, as text. An optimizer may go on from the state of another whose text is
   * the same; settings that steer only the next update, such as the rate, are not in it.
   */
  String stateMeaning();

  /**
   * Applies one update in place.
   *
   * @param weights holds the row at [weightOffset, weightOffset + width) and its padding
   * @param state holds the row's state at [stateOffset, stateOffset + stateSize(width))
   * @param gradient holds the summed gradient at [gradientOffset, gradientOffset + width) and its
   *     padding of zeros
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

  /**
   * Whether a row that has this state was trained. One that was not is zeros to every loader,
   * though it has been looked up.
   */
  default boolean isTrained(float[] state, int stateOffset, int width) {
    return true;
  }

  /** Gives a row that comes without its state that of a trained one. */
  default void markTrained(float[] state, int stateOffset, int width) {}
}
