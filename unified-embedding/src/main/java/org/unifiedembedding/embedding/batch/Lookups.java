/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.batch;

/**
 * The look-ups of a batch, example by example: the number of a distinct row each, and the length of
 * each list of a multi-valued feature. Within an example, features come in their order; a list
 * comes value by value, each value chunk by chunk.
 */
final class Lookups {
  private final DistinctRows distinct = new DistinctRows();
  private int[] numbers = new int[0];
  private int[] starts = new int[1];
  private int[] lists = new int[0];
  private int examples;
  private int lookups;
  private int listCount;

  void clear() {
    distinct.clear();
    examples = 0;
    lookups = 0;
    listCount = 0;
  }

  void reserve(int more) {
    numbers = Buffers.atLeast(numbers, lookups + more);
  }

  void add(long row) {
    numbers[lookups++] = distinct.add(row);
  }

  void addList(int values) {
    lists = Buffers.atLeast(lists, listCount + 1);
    lists[listCount++] = values;
  }

  void endExample() {
    starts = Buffers.atLeast(starts, ++examples + 1);
    starts[examples] = lookups;
  }

  int examples() {
    return examples;
  }

  int distinct() {
    return distinct.count();
  }

  long[] rows() {
    return distinct.rows();
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
