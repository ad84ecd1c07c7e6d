/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

import org.unifiedembedding.embedding.optimizer.HeadOptimizer;

/**
 * All that a head is. The arrays belong to whoever has the record.
 *
 * @param weights [P]
 * @param state of the optimizer
 * @param step updates so far
 */
public record HeadState(float[] weights, float[] state, long step) {

  /** A head that was never updated, with first weights [P]. */
  public static HeadState first(HeadOptimizer optimizer, float[] weights) {
    float[] state = new float[optimizer.stateSize(weights.length)];
    optimizer.initialiseState(state, weights.length);
    return new HeadState(weights, state, 0);
  }
}
