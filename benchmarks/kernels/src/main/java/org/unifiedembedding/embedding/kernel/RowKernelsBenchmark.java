/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.unifiedembedding.benchmarks.KernelBenchmark;
import org.unifiedembedding.benchmarks.Workload;
import org.unifiedembedding.embedding.batch.RowGroups;

/**
 * From the distinct rows of a batch to the inputs of its examples and back, a look-up an operation:
 * SIMD beside its scalar twin, whose gather is System.arraycopy.
 *
 * <pre>benchmarks/kernels/run RowKernels</pre>
 */
public class RowKernelsBenchmark extends KernelBenchmark {
  private static final int LOOKUPS = Workload.LOOKUPS / Workload.EXAMPLES;

  @Param({"best", "scalar"})
  public String kernels = "";

  @Param({"16", "32"})
  public int width;

  private final int[] numbers = new int[Workload.LOOKUPS];
  private RowKernels rowKernels = RowKernels.best();
  private float[] rows = {};
  private float[] inputs = {};

  @Setup
  public void setUp() {
    rowKernels = kernels.equals("best") ? RowKernels.best() : new ScalarRowKernels();
    RowGroups groups = new RowGroups(Workload.partition(width, 2));
    groups.group(Workload.rows(1), Workload.LOOKUPS, numbers);
    rows = Workload.floats(groups.count() * width);
    inputs = Workload.floats(Workload.LOOKUPS * width);
  }

  @Benchmark
  @OperationsPerInvocation(Workload.LOOKUPS)
  public float[] gather() {
    for (int from = 0; from < Workload.LOOKUPS; from += LOOKUPS) {
      rowKernels.gather(rows, 0, width, numbers, from, LOOKUPS, inputs, from * width, width);
    }
    return inputs;
  }

  @Benchmark
  @OperationsPerInvocation(Workload.LOOKUPS)
  public float[] scatterAdd() {
    for (int from = 0; from < Workload.LOOKUPS; from += LOOKUPS) {
      rowKernels.scatterAddScaled(
          1, rows, width, numbers, from, LOOKUPS, inputs, from * width, width);
    }
    return rows;
  }
}
