/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.client;

import java.util.Arrays;
import org.unifiedembedding.sharding.plan.ShardPlan;
import org.unifiedembedding.sharding.store.RowBlock;

/**
 * The rows of a step, grouped by shard with one counting sort that the step's pull and push share.
 * Inside a shard rows keep their order, so that vectors are read and written front to back.
 *
 * <p>Row numbers are far below 2^53, so a quotient comes from one floating-point multiplication and
 * a correction by at most one; integer division is several times slower.
 */
final class RowGroups {
  private final int shards;
  private final long rows;
  private final long rowsPerBucket;
  private final long rowsPerTurn;
  private final double perBucket;
  private final double perTurn;
  private final int[] start;
  private final int[] next;
  private int[] shardOf = {};
  private int[] localOf = {};
  private int[] local = {};
  private int[] places = {};

  RowGroups(ShardPlan plan) {
    shards = plan.shards();
    rows = plan.geometry().rows();
    rowsPerBucket = plan.geometry().rowsPerBucket();
    rowsPerTurn = rowsPerBucket * shards;
    perBucket = 1.0 / rowsPerBucket;
    perTurn = 1.0 / rowsPerTurn;
    start = new int[shards + 1];
    next = new int[shards];
  }

  /** Groups the first {@code count} rows. */
  void group(long[] table, int count) {
    if (shardOf.length < count) {
      int capacity = count + count / 4;
      shardOf = new int[capacity];
      localOf = new int[capacity];
      local = new int[capacity];
      places = new int[capacity];
    }
    Arrays.fill(next, 0);
    for (int i = 0; i < count; i++) {
      long row = table[i];
      if (row < 0 || row >= rows) {
        throw new IllegalArgumentException(
            "Invalid row: " + row + " (must be in [0, " + rows + "))");
      }
      long turn = quotient(row, perTurn, rowsPerTurn);
      long inTurn = row - turn * rowsPerTurn;
      int shard = (int) quotient(inTurn, perBucket, rowsPerBucket);
      shardOf[i] = shard;
      localOf[i] = (int) (turn * rowsPerBucket + inTurn - shard * rowsPerBucket);
      next[shard]++;
    }
    deal(count);
  }

  private void deal(int count) {
    int sum = 0;
    for (int shard = 0; shard < shards; shard++) {
      start[shard] = sum;
      sum += next[shard];
      next[shard] = start[shard];
    }
    start[shards] = sum;
    for (int i = 0; i < count; i++) {
      int to = next[shardOf[i]]++;
      local[to] = localOf[i];
      places[to] = i;
    }
  }

  /** Rows of a shard. */
  int count(int shard) {
    return start[shard + 1] - start[shard];
  }

  /** The rows of a shard with the places of their vectors in {@code values} [count, stride]. */
  RowBlock block(int shard, float[] values) {
    return new RowBlock(local, start[shard], count(shard), values, places);
  }

  private static long quotient(long value, double inverse, long divisor) {
    long quotient = (long) (value * inverse);
    long rest = value - quotient * divisor;
    return rest < 0 ? quotient - 1 : rest >= divisor ? quotient + 1 : quotient;
  }
}
