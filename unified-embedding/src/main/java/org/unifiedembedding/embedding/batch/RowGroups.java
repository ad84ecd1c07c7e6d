/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.batch;

import java.util.Arrays;
import org.unifiedembedding.embedding.address.RowPartition;

/**
 * The distinct rows of a batch, grouped by the part of the table that owns them: those of part p
 * have the numbers [start(p), start(p + 1)), in the order in which the batch meets them. A vector
 * or gradient of row number i lies at i * stride, so each part's are one contiguous piece. Not
 * thread-safe.
 *
 * <p>Distinct rows are found first and dealt to their parts then, which are fewer. They are found
 * by open addressing with linear probing over ints: an entry packs 8 bits of the row's hash and,
 * into the lower 24, its place among the distinct rows + 1. The table is kept at most a third full,
 * so that a first look mostly decides: a wrong guess of the branch behind it costs more than the
 * cache misses of a larger table, which do not wait for each other.
 */
public final class RowGroups {
  private static final int NUMBER_BITS = 24;
  private static final int NUMBER_MASK = (1 << NUMBER_BITS) - 1;
  private static final int MAX_ENTRIES = 1 << (NUMBER_BITS + 1);
  private static final long SPREAD = 0x9E3779B97F4A7C15L; // 2^64 / golden ratio

  private final RowPartition partition;
  private final long rowsOfTable;
  private final int[] start;
  private final int[] next;
  private long[] distinct = {};
  private int[] numberOf = {};
  private int[] locals = {};
  private int[] table = new int[1 << 10];
  private int shift = Long.SIZE - 10;

  /** No rows yet. */
  public RowGroups(RowPartition partition) {
    this.partition = partition;
    rowsOfTable = partition.geometry().rows();
    start = new int[partition.parts() + 1];
    next = new int[partition.parts()];
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
   * @throws IllegalArgumentException where a row is not one of the table's, or where more than 2^25
   *     / 3 are distinct
   */
  public void group(long[] rows, int count, int[] numbers) {
    reserve(count);
    deal(find(rows, count, numbers));
    for (int i = 0; i < count; i++) {
      numbers[i] = numberOf[numbers[i]];
    }
  }

  private void reserve(int count) {
    if (locals.length < count) {
      int capacity = count + count / 4;
      distinct = new long[capacity + 1];
      numberOf = new int[capacity];
      locals = new int[capacity];
    }
  }

  /**
   * Finds the distinct rows in the order of their first look-up, and the place of each row among
   * them; how many. Whether a row is new cannot be predicted, so that is decided without a branch.
   */
  private int find(long[] rows, int count, int[] places) {
    Arrays.fill(table, 0);
    int found = 0;
    for (int i = 0; i < count; i++) {
      if (3 * (found + 1) > table.length) {
        grow(found);
      }
      long row = checked(rows[i]);
      int[] entries = table;
      int mask = entries.length - 1;
      long hash = row * SPREAD;
      int tag = tag(hash);
      int at = (int) (hash >>> shift);
      int entry = entries[at];
      while (entry != 0 && !isOf(entry, tag, row)) {
        at = (at + 1) & mask;
        entry = entries[at];
      }
      int isNew = ((entry | -entry) >>> (Integer.SIZE - 1)) ^ 1;
      entries[at] = entry | (-isNew & (tag | (found + 1)));
      distinct[found] = row;
      places[i] = (entry & NUMBER_MASK) - 1 + isNew * (found + 1);
      found += isNew;
    }
    return found;
  }

  /** The hash's lower bits, which its place in the table does not tell. */
  private static int tag(long hash) {
    return (int) hash << NUMBER_BITS;
  }

  private boolean isOf(int entry, int tag, long row) {
    return ((entry ^ tag) & ~NUMBER_MASK) == 0 && distinct[(entry & NUMBER_MASK) - 1] == row;
  }

  private long checked(long row) {
    if (row < 0 || row >= rowsOfTable) {
      throw new IllegalArgumentException(
          "Invalid row: " + row + " (must be in [0, " + rowsOfTable + "))");
    }
    return row;
  }

  private void grow(int found) {
    if (table.length == MAX_ENTRIES) {
      throw new IllegalArgumentException(
          "Invalid batch: at least " + found + " distinct rows (must be fewer: make it smaller)");
    }
    table = new int[2 * table.length];
    shift--;
    int mask = table.length - 1;
    for (int place = 0; place < found; place++) {
      long hash = distinct[place] * SPREAD;
      int at = (int) (hash >>> shift);
      while (table[at] != 0) {
        at = (at + 1) & mask;
      }
      table[at] = tag(hash) | (place + 1);
    }
  }

  /** Sorts the distinct rows by part. */
  private void deal(int count) {
    Arrays.fill(start, 0);
    for (int i = 0; i < count; i++) {
      long place = partition.place(distinct[i]);
      distinct[i] = place;
      start[(int) (place >>> 32) + 1]++;
    }
    for (int part = 0; part < next.length; part++) {
      start[part + 1] += start[part];
      next[part] = start[part];
    }
    for (int i = 0; i < count; i++) {
      long place = distinct[i];
      int number = next[(int) (place >>> 32)]++;
      numberOf[i] = number;
      locals[number] = (int) place;
    }
  }
}
