/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;

/** The most frequent of the values that were added, each added once. Not thread-safe. */
final class TopValues implements Serializable {
  private final int limit;
  private final PriorityQueue<ValueCount> rarestFirst =
      new PriorityQueue<>(Collections.reverseOrder());

  TopValues(int limit) {
    this.limit = limit;
  }

  /** Whether a value with so many occurrences may still get in. */
  boolean admits(long count) {
    ValueCount rarest = rarestFirst.peek();
    return rarestFirst.size() < limit || (rarest != null && count >= rarest.count());
  }

  void add(ValueCount value) {
    rarestFirst.add(value);
    if (rarestFirst.size() > limit) {
      rarestFirst.remove();
    }
  }

  /** Most frequent first. */
  List<ValueCount> values() {
    return rarestFirst.stream().sorted().toList();
  }
}
