/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * For each worker, the sequence of its last push that a shard has taken, and the attempt that holds
 * its lease.
 */
final class Marks {
  private static final int NOBODY = -1;

  private final long[] marks;
  private final int[] leases;

  Marks(int workers) {
    marks = new long[workers];
    leases = new int[workers];
    reset();
  }

  void reset() {
    Arrays.fill(marks, 0);
    Arrays.fill(leases, NOBODY);
  }

  int workers() {
    return marks.length;
  }

  long mark(int worker) {
    return marks[worker];
  }

  void raise(int worker, long sequence) {
    marks[worker] = sequence;
  }

  int lease(int worker) {
    return leases[worker];
  }

  void lease(int worker, int attempt) {
    leases[worker] = attempt;
  }

  /** Whether every worker's mark is at least {@code sequence}. */
  boolean all(long sequence) {
    for (long mark : marks) {
      if (mark < sequence) {
        return false;
      }
    }
    return true;
  }

  List<Integer> below(long sequence) {
    List<Integer> workers = new ArrayList<>();
    for (int worker = 0; worker < marks.length; worker++) {
      if (marks[worker] < sequence) {
        workers.add(worker);
      }
    }
    return workers;
  }

  long[] copy() {
    return marks.clone();
  }
}
