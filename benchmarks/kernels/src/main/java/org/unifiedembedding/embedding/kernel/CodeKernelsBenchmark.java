/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.unifiedembedding.benchmarks.KernelBenchmark;
import org.unifiedembedding.benchmarks.Workload;

/**
 * The loader's gather from a table in memory, a look-up an operation: SIMD beside its scalar twin,
 * which is System.arraycopy. Batches take turns, so that rows come from memory.
 *
 * <pre>benchmarks/kernels/run CodeKernels</pre>
 */
public class CodeKernelsBenchmark extends KernelBenchmark {
  private static final int WIDTH = 16;
  private static final int BATCHES = 32;

  @Param({"best", "scalar"})
  public String kernels = "";

  private final FloatRows table = new FloatRows(Workload.geometry(WIDTH).rows(), WIDTH);
  private final long[][] batches = new long[BATCHES][];
  private final float[] vectors = new float[Workload.LOOKUPS * WIDTH];
  private CodeKernels codes = CodeKernels.best();
  private int turn;

  @Setup
  public void setUp() {
    codes = kernels.equals("best") ? CodeKernels.best() : new ScalarCodeKernels();
    for (int batch = 0; batch < BATCHES; batch++) {
      batches[batch] = Workload.rows(batch);
    }
  }

  @Benchmark
  @OperationsPerInvocation(Workload.LOOKUPS)
  public float[] gather() {
    turn = (turn + 1) % BATCHES;
    codes.gather(table, batches[turn], Workload.LOOKUPS, vectors, 0);
    return vectors;
  }
}
