/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.unifiedembedding.benchmarks.KernelBenchmark;
import org.unifiedembedding.benchmarks.Workload;

/**
 * The products of the layers of workload W3 for 512 examples by one thread, a product an operation:
 * OpenBLAS beside plain Java.
 *
 * <pre>benchmarks/kernels/run Gemm</pre>
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GemmBenchmark extends KernelBenchmark {
  private static final int N = Workload.EXAMPLES;

  @Param({"openblas", "java"})
  public String library = "";

  /** Inputs and outputs of a layer. */
  @Param({"1027x1027", "1027x748", "748x748"})
  public String layer = "";

  private Gemm gemm = Gemm.best();
  private int in;
  private int out;
  private Gemm.Floats x = gemm.allocate(1);
  private Gemm.Floats weights = x;
  private Gemm.Floats slope = x;
  private Gemm.Floats result = x;

  @Setup
  public void setUp() {
    gemm = library.equals("openblas") ? new OpenBlasGemm() : new JavaGemm(VectorKernels.best());
    int by = layer.indexOf('x');
    in = Integer.parseInt(layer.substring(0, by));
    out = Integer.parseInt(layer.substring(by + 1));
    x = filled(N * in);
    weights = filled(in * out);
    slope = filled(N * out);
    result = gemm.allocate(Math.max(in * out, N * Math.max(in, out)));
  }

  private Gemm.Floats filled(int size) {
    Gemm.Floats floats = gemm.allocate(size);
    floats.load(0, Workload.floats(size), 0, size);
    return floats;
  }

  @Benchmark
  public Gemm.Floats forward() {
    gemm.multiply(N, out, in, x, weights, 0, result);
    return result;
  }

  @Benchmark
  public Gemm.Floats weightGradient() {
    gemm.transposedMultiply(in, out, N, x, slope, 0, result);
    return result;
  }

  @Benchmark
  public Gemm.Floats inputGradient() {
    gemm.multiplyByTransposed(N, in, out, slope, weights, 0, result);
    return result;
  }
}
