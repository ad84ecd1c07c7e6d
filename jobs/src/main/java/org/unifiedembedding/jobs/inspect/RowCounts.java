/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import java.util.Arrays;

/** How many look-ups each row has: distinct rows in ascending order with their counts. */
final class RowCounts {
  private final long[] rows;
  private final int[] counts;

  private RowCounts(long[] rows, int[] counts) {
    this.rows = rows;
    this.counts = counts;
  }

  /** Counts the rows of look-ups; O(n log n). */
  static RowCounts of(long[] lookups) {
    long[] rows = lookups.clone();
    Arrays.sort(rows);
    int[] counts = new int[rows.length];
    int size = 0;
    for (int i = 0; i < rows.length; i++) {
      if (size == 0 || rows[size - 1] != rows[i]) {
        rows[size++] = rows[i];
      }
      counts[size - 1]++;
    }
    return new RowCounts(Arrays.copyOf(rows, size), Arrays.copyOf(counts, size));
  }

  /** Distinct rows. */
  int size() {
    return rows.length;
  }

  long row(int position) {
    return rows[position];
  }

  /** The position of a row, negative where no look-up has it. */
  int position(long row) {
    return Arrays.binarySearch(rows, row);
  }

  /** Look-ups of a row. */
  int count(long row) {
    int position = position(row);
    return position < 0 ? 0 : counts[position];
  }

  /** Sum over the rows of these look-ups times those of {@code all}, each with itself included. */
  double meetings(RowCounts all) {
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      sum += (double) counts[i] * all.count(rows[i]);
    }
    return sum;
  }
}
