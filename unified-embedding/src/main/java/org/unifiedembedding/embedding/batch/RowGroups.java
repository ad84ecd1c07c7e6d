/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.batch;

import java.util.Arrays;
import org.unifiedembedding.embedding.address.RowPartition;

/**
 * The distinct rows of a batch, grouped by the part of the table that owns them: those of part p
 * have the numbers [start(p), start(p + 1)). A vector or gradient of row number i lies at i *
 * stride, so each part's are one contiguous piece. Not thread-safe.
 *
 * <p>Distinct rows are found part by part, in one small table that stays in the second-level cache;
 * one table for the whole batch would miss it at every look-up. The table is an open-addressing one
 * with linear probing over longs: an entry packs the local row + 1 into its upper 40 bits and the
 * row's number in its part into the lower 24. It is kept at most half full.
 */
public final class RowGroups {
  private static final int NUMBER_BITS = 24;
  private static final int NUMBER_MASK = (1 << NUMBER_BITS) - 1;
  private static final int SPREAD = 0x9E3779B9; // 2^32 / golden ratio

  private final RowPartition partition;
  private final long rowsOfTable;
  private final int[] start;
  private final int[] next;
  private long[] places = {};
  private int[] dealt = {};
  private int[] origin = {};
  private int[] locals = {};
  private long[] table = new long[1 << 10];
  private int shift = Integer.SIZE - 10;

  /** No rows yet. */
  public RowGroups(RowPartition partition) {
    this.partition = partition;
    rowsOfTable = partition.geometry().rows();
    start = new int[partition.parts() + 1];
    next = new int[partition.parts() + 1];
  }

  /** How the table's rows are dealt to parts. */
  public RowPartition partition() {
    return partition;
  }

  /** Number of distinct rows, U. */
  public int count() {
    return start[start.length - 1];
  }

  /** Number of the first row of a part; that of part P is U. */
  public int start(int part) {
    return start[part];
  }

  /** The local row of each number; the first U entries count. */
  public int[] locals() {
    return locals;
  }

  /** The row of a number that lies in a part. */
  public long row(int part, int number) {
    return partition.row(part, locals[number]);
  }

  /**
   * Takes other rows in the place of those that were there.
   *
   * @param rows in any order and repeated at will, the first {@code count} entries
   * @param numbers overwritten with the number of each row [count]
   */
  public void group(long[] rows, int count, int[] numbers) {
    deal(rows, count);
    int found = 0;
    int from = 0;
    for (int part = 0; part < partition.parts(); part++) {
      start[part] = found;
      int to = next[part];
      found = distinct(from, to, found, numbers);
      from = to;
    }
    start[partition.parts()] = found;
  }

  /** Sorts the rows by part; then those of part p end at next[p]. */
  private void deal(long[] rows, int count) {
    reserve(count);
    Arrays.fill(next, 0);
    for (int i = 0; i < count; i++) {
      long row = rows[i];
      if (row < 0 || row >= rowsOfTable) {
        throw new IllegalArgumentException(
            "Invalid row: " + row + " (must be in [0, " + rowsOfTable + "))");
      }
      long place = partition.place(row);
      places[i] = place;
      next[(int) (place >>> 32) + 1]++;
    }
    for (int part = 1; part < next.length; part++) {
      next[part] += next[part - 1];
    }
    for (int i = 0; i < count; i++) {
      long place = places[i];
      int to = next[(int) (place >>> 32)]++;
      dealt[to] = (int) place;
      origin[to] = i;
    }
  }

  private void reserve(int count) {
    if (dealt.length < count) {
      int capacity = count + count / 4;
      places = new long[capacity];
      dealt = new int[capacity];
      origin = new int[capacity];
      locals = new int[capacity + 1];
    }
  }

  /**
   * Numbers the distinct rows among the dealt ones [from, to) from {@code first} on; the number
   * behind the last. Whether a row is new cannot be predicted, so that is decided without a branch.
   */
  private int distinct(int from, int to, int first, int[] numbers) {
    Arrays.fill(table, 0);
    int count = 0;
    for (int i = from; i < to; i++) {
      if (2 * (count + 1) > table.length) {
        grow(first, count);
      }
      int local = dealt[i];
      long[] entries = table;
      int mask = entries.length - 1;
      int at = (local * SPREAD) >>> shift;
      long entry = entries[at];
      while (entry != 0 && (int) (entry >>> NUMBER_BITS) != local + 1) {
        at = (at + 1) & mask;
        entry = entries[at];
      }
      int isNew = (int) ((entry - 1) >>> (Long.SIZE - 1));
      entries[at] = entry | isNew * (((local + 1L) << NUMBER_BITS) | count);
      locals[first + count] = local;
      numbers[origin[i]] = first + ((int) entry & NUMBER_MASK) + isNew * count;
      count += isNew;
    }
    if (count > NUMBER_MASK) {
      throw new IllegalArgumentException(
          "Invalid batch: " + count + " distinct rows in a part (must be below 2^24)");
    }
    return first + count;
  }

  private void grow(int first, int count) {
    table = new long[2 * table.length];
    shift--;
    int mask = table.length - 1;
    for (int number = 0; number < count; number++) {
      int local = locals[first + number];
      int at = (local * SPREAD) >>> shift;
      while (table[at] != 0) {
        at = (at + 1) & mask;
      }
      table[at] = ((local + 1L) << NUMBER_BITS) | number;
    }
  }
}
