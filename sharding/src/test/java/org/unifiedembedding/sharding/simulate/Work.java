/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.simulate;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.sharding.store.RowBlock;

/**
 * What a worker adds in a step, a pure function of (round, worker, step): whole numbers, so that
 * sums of floats are exact and every lost or doubled push shows.
 */
record Work(RowPartition partition, int stride) {
  private static final int ROWS = 5;

  /** Amounts by row. */
  Map<Long, Float> of(long round, int worker, long step) {
    SplittableRandom random = new SplittableRandom((round * 31 + worker) * 1_000_003 + step);
    Map<Long, Float> amounts = new TreeMap<>();
    for (int i = 0; i < ROWS; i++) {
      amounts.put(random.nextLong(partition.geometry().rows()), 1f + random.nextInt(15));
    }
    return amounts;
  }

  /** The part of a shard. */
  RowBlock block(Map<Long, Float> amounts, int shard) {
    int[] rows = new int[ROWS];
    float[] values = new float[ROWS * stride];
    int count = 0;
    for (Map.Entry<Long, Float> amount : amounts.entrySet()) {
      long place = partition.place(amount.getKey());
      if (place >>> 32 == shard) {
        rows[count] = (int) place;
        values[count * stride] = amount.getValue();
        count++;
      }
    }
    return new RowBlock(rows, 0, count, values);
  }
}
