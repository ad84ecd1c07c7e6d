/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.unifiedembedding.benchmarks.KernelBenchmark;
import org.unifiedembedding.benchmarks.Workload;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.embedding.optimizer.Adam;
import org.unifiedembedding.embedding.optimizer.RowOptimizer;
import org.unifiedembedding.embedding.optimizer.RowWiseAdagrad;
import org.unifiedembedding.sharding.plan.TableSpec;

/**
 * Reads and updates by row-wise Adagrad of a shard of 2^21 rows of 16 floats, a row an operation:
 * the store, which loads ahead and keeps marks and pages, beside plain loops over arrays. Batches
 * take turns, so that rows come from memory; the round's undo image is taken before the clock
 * starts.
 *
 * <pre>benchmarks/kernels/run RowStore</pre>
 */
public class RowStoreBenchmark extends KernelBenchmark {
  private static final int WIDTH = 16;
  private static final int BATCHES = 64;

  /** Rows of a batch that are read or updated; the shard's share of it has some more. */
  private static final int ROWS = 4096;

  private static final float SCALE = 1f / Workload.EXAMPLES;
  private static final RowOptimizer OPTIMIZER = new RowWiseAdagrad(0.02, 0.1, 1e-8);

  private final RowPartition partition = Workload.partition(WIDTH, 2);
  private final int rows = Math.toIntExact(partition.rows(0));
  private final RowStore store =
      new RowStore(
          new TableSpec(
              Workload.geometry(WIDTH),
              OPTIMIZER,
              new Adam(0.001, 0.9, 0.999, 1e-7),
              1,
              1,
              0.05f,
              1,
              TableSpec.NO_BOUND),
          partition,
          0);
  private final float[] weights = Workload.floats(rows * WIDTH);
  private final float[] state = new float[rows];
  private final float[] vectors = new float[ROWS * WIDTH];
  private final float[] gradients = Workload.floats(ROWS * WIDTH);
  private final int[][] batches = new int[BATCHES][];
  private int turn;

  @Setup
  public void setUp() {
    OPTIMIZER.initialiseState(state, WIDTH, rows);
    RowGroups groups = new RowGroups(partition);
    for (int batch = 0; batch < BATCHES; batch++) {
      groups.group(Workload.rows(batch), Workload.LOOKUPS, new int[Workload.LOOKUPS]);
      batches[batch] = groups.locals().clone();
    }
    for (int batch = 0; batch < BATCHES; batch++) {
      apply();
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] read() {
    return store.read(new RowBlock(next(), 0, ROWS, vectors));
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] readPlain() {
    int[] wanted = next();
    for (int i = 0; i < ROWS; i++) {
      System.arraycopy(weights, wanted[i] * WIDTH, vectors, i * WIDTH, WIDTH);
    }
    return vectors;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public RowStore apply() {
    store.apply(new RowBlock(next(), 0, ROWS, gradients), SCALE);
    return store;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] applyPlain() {
    int[] updated = next();
    for (int i = 0; i < ROWS; i++) {
      int row = updated[i];
      OPTIMIZER.update(weights, row * WIDTH, state, row, gradients, i * WIDTH, WIDTH, SCALE);
    }
    return weights;
  }

  private int[] next() {
    turn = (turn + 1) % BATCHES;
    return batches[turn];
  }
}
