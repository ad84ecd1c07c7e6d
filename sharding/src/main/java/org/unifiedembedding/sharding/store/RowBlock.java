/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

import org.unifiedembedding.embedding.batch.RowGroups;

/**
 * Some rows of one shard and where their vectors are: entry i in [from, from + count) is local row
 * {@code rows[i]} with its vector at {@code values[i * stride]}. The arrays belong to the sender,
 * who leaves them alone until the answer; so a worker's own arrays are read and written in place. A
 * head is a block of the single row 0 whose vector has P floats.
 */
public record RowBlock(int[] rows, int from, int count, float[] values) {
  private static final int[] ZERO = {0};

  /**
   * The block of a shard's rows.
   *
   * @param values [U, stride], the vectors of all groups' rows
   */
  public static RowBlock ofShard(RowGroups groups, int shard, float[] values) {
    int from = groups.start(shard);
    return new RowBlock(groups.locals(), from, groups.start(shard + 1) - from, values);
  }

  /** The block of a head's gradient [P]. */
  public static RowBlock ofHead(float[] values) {
    return new RowBlock(ZERO, 0, 1, values);
  }
}
