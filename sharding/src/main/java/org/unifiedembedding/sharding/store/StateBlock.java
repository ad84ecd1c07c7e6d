/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

import org.unifiedembedding.sharding.plan.RowShape;

/**
 * Some rows of one shard with the optimizer's state, or room for so many. Entry i in [0, count) is
 * local row {@code rows[i]} with its weights at {@code weights[i * width]} and its state at {@code
 * state[i * stateSize]}. The two lie apart as they do in a shard, so that neighbours are copied
 * together and both can go into files as they are. The arrays belong to the sender, who leaves them
 * alone until the answer; they may be longer.
 *
 * @param weights [count, width], not padded
 * @param state [count, stateSize]
 */
public record StateBlock(int[] rows, int count, float[] weights, float[] state) {

  /** Room for {@code count} rows. */
  public static StateBlock room(RowShape shape, int count) {
    return new StateBlock(
        new int[count],
        count,
        new float[count * shape.width()],
        new float[count * shape.stateSize()]);
  }

  /** The first rows only, in the same arrays. */
  public StateBlock first(int some) {
    return new StateBlock(rows, some, weights, state);
  }
}
