/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.optimizer;

import java.io.Serializable;

/** Updates the head's flat weight vector. Immutable and thread-safe. */
public interface HeadOptimizer extends Serializable {

  /** Floats of state for {@code parameters} weights. */
  int stateSize(int parameters);

  /** Fills the state with its first values. */
  void initialiseState(float[] state, int parameters);

  /**
   * What the state means, as text. An optimizer may go on from the state of another whose text is
   * the same; settings that steer only the next update, such as the rate, are not in it.
   */
  String stateMeaning();

  /**
   * Applies step number {@code step} (from 1) in place to all weights.
   *
   * @param scale factor of the gradient, 1 / examples of the step
   */
  void update(float[] weights, float[] state, float[] gradient, float scale, long step);
}
