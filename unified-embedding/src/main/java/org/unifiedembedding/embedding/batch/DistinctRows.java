/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.batch;

import java.util.Arrays;

/**
 * Numbers the distinct rows of a batch in the order of their first look-up.
 *
 * <p>Open addressing with linear probing over one array of longs: an entry packs (row + 1) into its
 * upper 40 bits and the row's number into the lower 24, so that a probe costs one cache line; three
 * parallel arrays cost three. The table is kept at most half full. Not thread-safe.
 */
final class DistinctRows {
  private static final int NUMBER_BITS = 24;
  private static final long NUMBER_MASK = (1L << NUMBER_BITS) - 1;
  private static final long MAX_ROW = (1L << (Long.SIZE - NUMBER_BITS - 1)) - 2;
  private static final long SPREAD = 0x9E3779B97F4A7C15L; // 2^64 / golden ratio

  private long[] table = new long[1 << 10];
  private int shift = Long.SIZE - 10;
  private long[] rows = new long[1 << 9];
  private int count;

  void clear() {
    Arrays.fill(table, 0);
    count = 0;
  }

  /** How many distinct rows were added since the last clear. */
  int count() {
    return count;
  }

  /**
   * The distinct rows; the first {@link #count} entries are valid until the next call of add or
   * clear.
   */
  long[] rows() {
    return rows;
  }

  /** The number of {@code row}, a new one when it is met for the first time. */
  int add(long row) {
    long[] entries = table;
    int mask = entries.length - 1;
    int at = (int) ((row * SPREAD) >>> shift);
    while (true) {
      long entry = entries[at];
      if (entry == 0) {
        return insert(row, at);
      }
      if ((entry >>> NUMBER_BITS) - 1 == row) {
        return (int) (entry & NUMBER_MASK);
      }
      at = (at + 1) & mask;
    }
  }

  private int insert(long row, int at) {
    if (row < 0 || row > MAX_ROW || count == NUMBER_MASK) {
      throw new IllegalArgumentException(
          "Invalid row: "
              + row
              + " as number "
              + count
              + " (rows must be in [0, "
              + MAX_ROW
              + "], numbers below 2^24)");
    }
    table[at] = ((row + 1) << NUMBER_BITS) | count;
    if (count == rows.length) {
      rows = Arrays.copyOf(rows, 2 * count);
    }
    rows[count++] = row;
    if (2 * count > table.length) {
      grow();
    }
    return count - 1;
  }

  private void grow() {
    table = new long[2 * table.length];
    shift--;
    int mask = table.length - 1;
    for (int i = 0; i < count; i++) {
      int at = (int) ((rows[i] * SPREAD) >>> shift);
      while (table[at] != 0) {
        at = (at + 1) & mask;
      }
      table[at] = ((rows[i] + 1) << NUMBER_BITS) | i;
    }
  }
}
