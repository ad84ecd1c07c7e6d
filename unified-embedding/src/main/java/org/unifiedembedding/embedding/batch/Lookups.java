/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.batch;

import org.unifiedembedding.embedding.address.RowPartition;

/**
 * The look-ups of a batch, example by example: the row of each, after {@link #group} also its
 * number among the distinct rows, and the length of each list of a multi-valued feature. Within an
 * example, features come in their order; a list comes value by value, each value chunk by chunk.
 */
final class Lookups {
  private final RowGroups groups;
  private long[] rows = new long[0];
  private int[] numbers = new int[0];
  private int[] starts = new int[1];
  private int[] lists = new int[0];
  private int examples;
  private int lookups;
  private int listCount;
  private boolean grouped;

  Lookups(RowPartition partition) {
    groups = new RowGroups(partition);
  }

  void clear() {
    examples = 0;
    lookups = 0;
    listCount = 0;
    grouped = false;
  }

  /** Makes room for further look-ups; where the next one's row is to be written in rows(). */
  int reserve(int more) {
    rows = Buffers.atLeast(rows, lookups + more);
    return lookups;
  }

  /** The rows of all look-ups, to be written from {@link #reserve} on. */
  long[] rows() {
    return rows;
  }

  /** Counts look-ups whose rows were written. */
  void added(int count) {
    lookups += count;
  }

  void addList(int values) {
    lists = Buffers.atLeast(lists, listCount + 1);
    lists[listCount++] = values;
  }

  void endExample() {
    starts = Buffers.atLeast(starts, ++examples + 1);
    starts[examples] = lookups;
    grouped = false;
  }

  /** Finds the distinct rows. */
  void group() {
    if (grouped) {
      return;
    }
    grouped = true;
    numbers = Buffers.atLeast(numbers, lookups);
    groups.group(rows, lookups, numbers);
  }

  int examples() {
    return examples;
  }

  RowGroups groups() {
    return groups;
  }

  /** Number of the distinct row of each look-up. */
  int[] numbers() {
    return numbers;
  }

  /** First look-up of an example. */
  int start(int example) {
    return starts[example];
  }

  /** Length of list {@code list} counted over all examples, M an example. */
  int listLength(int list) {
    return lists[list];
  }
}
