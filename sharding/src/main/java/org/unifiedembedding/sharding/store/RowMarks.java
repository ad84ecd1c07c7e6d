/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

import java.util.Arrays;
import org.unifiedembedding.sharding.plan.RowShape;

/**
 * Two bits a row: was it updated since the last commit, was it ever updated or loaded. Not
 * thread-safe.
 */
final class RowMarks {
  private final long[] touched;
  private final long[] stored;

  RowMarks(int rows) {
    touched = new long[RowShape.markWords(rows)];
    stored = new long[RowShape.markWords(rows)];
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

  /** Forgets what was touched. */
  void undo() {
    Arrays.fill(touched, 0);
  }

  /** What was touched is stored. */
  void commit() {
    for (int i = 0; i < touched.length; i++) {
      stored[i] |= touched[i];
      touched[i] = 0;
    }
  }

  /** The first touched row in [from, to); -1 when there is none. */
  int nextTouched(int from, int to) {
    return next(touched, touched, from, to);
  }

  /** The first stored row in [from, to); -1 when there is none. */
  int nextStored(int from, int to) {
    return next(stored, touched, from, to);
  }

  private static int next(long[] some, long[] others, int from, int to) {
    long keep = -1L << from;
    for (int word = from >>> 6; word << 6 < to; word++) {
      long marks = (some[word] | others[word]) & keep;
      if (marks != 0) {
        int row = (word << 6) + Long.numberOfTrailingZeros(marks);
        return row < to ? row : -1;
      }
      keep = -1L;
    }
    return -1;
  }
}
