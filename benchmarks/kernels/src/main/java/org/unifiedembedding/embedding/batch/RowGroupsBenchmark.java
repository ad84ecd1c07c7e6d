/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.batch;

import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.unifiedembedding.benchmarks.KernelBenchmark;
import org.unifiedembedding.benchmarks.Workload;
import org.unifiedembedding.embedding.address.RowPartition;

/**
 * The distinct rows of a batch, a look-up an operation: {@link RowGroups} beside sorting the
 * look-ups by part and row. Batches take turns, so that no branch is learnt by heart.
 *
 * <pre>benchmarks/kernels/run RowGroups</pre>
 */
public class RowGroupsBenchmark extends KernelBenchmark {
  private static final int BATCHES = 32;

  /** Bits of a look-up's position in its batch. */
  private static final int POSITION_BITS = 15;

  /** Bits of a local row. */
  private static final int LOCAL_BITS = 32;

  @Param({"2", "4"})
  public int parts;

  private final long[][] batches = new long[BATCHES][];
  private final int[] numbers = new int[Workload.LOOKUPS];
  private final long[] entries = new long[Workload.LOOKUPS];
  private final int[] locals = new int[Workload.LOOKUPS];
  private final int[] start = new int[8];
  private RowPartition partition = Workload.partition(1, 1);
  private RowGroups groups = new RowGroups(partition);
  private int turn;

  @Setup
  public void setUp() {
    partition = Workload.partition(1, parts);
    groups = new RowGroups(partition);
    for (int batch = 0; batch < BATCHES; batch++) {
      batches[batch] = Workload.rows(batch);
    }
    requireSameGroups();
  }

  private void requireSameGroups() {
    int sorted = sort();
    turn = 0;
    int grouped = group();
    if (sorted != grouped) {
      throw new IllegalStateException(sorted + " distinct rows by sorting, " + grouped + " groups");
    }
  }

  @Benchmark
  @OperationsPerInvocation(Workload.LOOKUPS)
  public int group() {
    groups.group(next(), Workload.LOOKUPS, numbers);
    return groups.count();
  }

  @Benchmark
  @OperationsPerInvocation(Workload.LOOKUPS)
  public int sort() {
    long[] rows = next();
    for (int i = 0; i < rows.length; i++) {
      entries[i] = partition.place(rows[i]) << POSITION_BITS | i;
    }
    Arrays.sort(entries);
    long last = -1;
    int part = -1;
    int found = 0;
    for (long entry : entries) {
      long place = entry >>> POSITION_BITS;
      if (place != last) {
        for (; part < place >>> LOCAL_BITS; part++) {
          start[part + 1] = found;
        }
        locals[found++] = (int) place;
        last = place;
      }
      numbers[(int) entry & ((1 << POSITION_BITS) - 1)] = found - 1;
    }
    return found;
  }

  private long[] next() {
    turn = (turn + 1) % BATCHES;
    return batches[turn];
  }
}
