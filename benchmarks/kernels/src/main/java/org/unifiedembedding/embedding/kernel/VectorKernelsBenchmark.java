/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.unifiedembedding.benchmarks.KernelBenchmark;
import org.unifiedembedding.benchmarks.Workload;

/**
 * Loops over rows that lie in the caches, a row an operation: SIMD beside its scalar twin, whose
 * copy is System.arraycopy.
 *
 * <pre>benchmarks/kernels/run VectorKernels</pre>
 */
public class VectorKernelsBenchmark extends KernelBenchmark {
  /** Both arrays together have 256 KiB at most. */
  private static final int ROWS = 1024;

  @Param({"best", "scalar"})
  public String kernels = "";

  @Param({"16", "32"})
  public int width;

  private VectorKernels vectors = VectorKernels.best();
  private float[] x = {};
  private float[] y = {};
  private float factor = 0.01f;

  @Setup
  public void setUp() {
    vectors = kernels.equals("best") ? VectorKernels.best() : new ScalarKernels();
    x = Workload.floats(ROWS * width);
    y = Workload.floats(ROWS * width);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] copy() {
    for (int at = 0; at < x.length; at += width) {
      vectors.copy(y, at, x, at, width);
    }
    return y;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float dot() {
    float sum = 0;
    for (int at = 0; at < x.length; at += width) {
      sum += vectors.dot(x, at, y, at, width);
    }
    return sum;
  }

  /** The factor changes its sign from call to call, so that values stay small. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] addScaled() {
    factor = -factor;
    for (int at = 0; at < x.length; at += width) {
      vectors.addScaled(y, at, factor, x, at, width);
    }
    return y;
  }
}
