/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

import java.util.Arrays;
import org.unifiedembedding.sharding.plan.RowShape;

/**
 * Three bits a row: was it updated since the last commit, was it updated in the round that the last
 * commit ended, was it updated or loaded at any time before. Not thread-safe.
 */
final class RowMarks {
  private long[] touched;
  private long[] committed;
  private final long[] stored;

  RowMarks(int rows) {
    touched = new long[RowShape.markWords(rows)];
    committed = new long[RowShape.markWords(rows)];
    stored = new long[RowShape.markWords(rows)];
  }

  /** Reads what {@link #touch} of the rows [from, to) of an array will read. */
  long load(int[] rows, int from, int to) {
    long sink = 0;
    for (int i = from; i < to; i++) {
      sink += touched[rows[i] >>> 6];
    }
    return sink;
  }

  void touch(int row) {
    touched[row >>> 6] |= 1L << row;
  }

  void store(int row) {
    stored[row >>> 6] |= 1L << row;
  }

  boolean isStored(int row) {
    return ((stored[row >>> 6] | touched[row >>> 6]) & (1L << row)) != 0;
  }

  /** Forgets what was touched since the last commit. */
  void undo() {
    Arrays.fill(touched, 0);
  }

  /** Forgets everything. */
  void clear() {
    Arrays.fill(touched, 0);
    Arrays.fill(committed, 0);
    Arrays.fill(stored, 0);
  }

  /** What was touched is stored. */
  void commit() {
    for (int i = 0; i < touched.length; i++) {
      stored[i] |= touched[i];
    }
    long[] before = committed;
    committed = touched;
    touched = before;
    Arrays.fill(touched, 0);
  }

  /**
   * The first row of a selection in [from, to), whatever an open round does; {@code to} when there
   * is none.
   */
  int next(RowSelection selection, int from, int to) {
    return find(selection, from, to, 0);
  }

  /** The first row in [from, to) that is not in a selection; {@code to} when all are. */
  int end(RowSelection selection, int from, int to) {
    return find(selection, from, to, -1);
  }

  private int find(RowSelection selection, int from, int to, long inverted) {
    long[] some = selection == RowSelection.STORED ? stored : committed;
    long keep = -1L << from;
    for (int word = from >>> 6; word << 6 < to; word++) {
      long found = (some[word] ^ inverted) & keep;
      if (found != 0) {
        return Math.min(to, (word << 6) + Long.numberOfTrailingZeros(found));
      }
      keep = -1;
    }
    return to;
  }
}
