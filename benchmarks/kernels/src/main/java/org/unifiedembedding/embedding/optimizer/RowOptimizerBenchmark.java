/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.optimizer;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.unifiedembedding.benchmarks.KernelBenchmark;
import org.unifiedembedding.benchmarks.Workload;
import org.unifiedembedding.embedding.batch.RowGroups;

/**
 * Updates of random rows of 16 floats, a row an operation: with the SIMD kernels beside the scalar
 * ones, which a JVM without the Vector API has. Batches take turns, so that rows come from memory;
 * nothing is loaded ahead.
 *
 * <pre>benchmarks/kernels/run RowOptimizer</pre>
 */
public class RowOptimizerBenchmark extends KernelBenchmark {
  private static final int WIDTH = 16;
  private static final int BATCHES = 32;

  /** Rows of a batch that are updated; it has some more. */
  private static final int ROWS = 8192;

  private static final float SCALE = 1f / Workload.EXAMPLES;

  @Param({"row-wise-adagrad", "adagrad", "adam", "ftrl"})
  public String type = "";

  private final int[][] batches = new int[BATCHES][];
  private final float[] gradients = Workload.floats(ROWS * WIDTH);
  private RowOptimizer optimizer = new Sgd(1);
  private float[] weights = {};
  private float[] state = {};
  private int turn;

  @Setup
  public void setUp() {
    optimizer =
        RowOptimizers.of(type, new OptimizerSettings(0.02, 0.1, 1e-8, 0.9, 0.999, 1e-4, 1e-4, 1));
    RowGroups groups = new RowGroups(Workload.partition(WIDTH, 1));
    for (int batch = 0; batch < BATCHES; batch++) {
      groups.group(Workload.rows(batch), Workload.LOOKUPS, new int[Workload.LOOKUPS]);
      batches[batch] = groups.locals().clone();
    }
    int rows = Math.toIntExact(Workload.geometry(WIDTH).rows());
    weights = new float[rows * WIDTH];
    state = new float[rows * optimizer.stateSize(WIDTH)];
    optimizer.initialiseState(state, WIDTH, rows);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] update() {
    turn = (turn + 1) % BATCHES;
    int[] rows = batches[turn];
    int size = optimizer.stateSize(WIDTH);
    for (int i = 0; i < ROWS; i++) {
      int row = rows[i];
      optimizer.update(weights, row * WIDTH, state, row * size, gradients, i * WIDTH, WIDTH, SCALE);
    }
    return weights;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  @Fork(2)
  public float[] updateScalar() {
    return update();
  }
}
