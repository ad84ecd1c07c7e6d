/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.sharding.client.WorkerSession;
import org.unifiedembedding.sharding.plan.TableSpec;

/** Steps whose gradients depend on what was pulled, as those of real training do. */
public final class TestTraining {

  /** Opens the session of a worker's first attempt. */
  @FunctionalInterface
  public interface Sessions {
    WorkerSession open(int worker);
  }

  private final Sessions sessions;
  private final TableSpec spec;
  private final RowPartition partition;
  private final int rowsPerStep;
  private final long round;

  TestTraining(ShardGroup group, TableSpec spec, int rowsPerStep, long round) {
    this(worker -> group.session(worker, 0), spec, group.partition(), rowsPerStep, round);
  }

  public TestTraining(
      Sessions sessions, TableSpec spec, RowPartition partition, int rowsPerStep, long round) {
    this.sessions = sessions;
    this.spec = spec;
    this.partition = partition;
    this.rowsPerStep = rowsPerStep;
    this.round = round;
  }

  /** Runs all workers in the given number of threads; what the sessions finished with. */
  public List<long[]> run(int threads, int steps) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<List<long[]>>> tasks = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int from = thread * spec.workers() / threads;
      int to = (thread + 1) * spec.workers() / threads;
      tasks.add(pool.submit(() -> drive(from, to, steps)));
    }
    List<long[]> finished = new ArrayList<>();
    for (Future<List<long[]>> task : tasks) {
      finished.addAll(task.get(120, TimeUnit.SECONDS));
    }
    pool.shutdown();
    return finished;
  }

  private List<long[]> drive(int from, int to, int steps) {
    List<WorkerSession> opened = new ArrayList<>();
    for (int worker = from; worker < to; worker++) {
      opened.add(sessions.open(worker));
    }
    for (int step = 0; step < steps; step++) {
      for (int worker = from; worker < to; worker++) {
        step(opened.get(worker - from), worker, step);
      }
    }
    List<long[]> finished = new ArrayList<>();
    for (WorkerSession session : opened) {
      finished.add(session.finish());
      session.close();
    }
    return finished;
  }

  /** One step of a worker: some rows, others for each step, none now and then. */
  void step(WorkerSession session, int worker, long step) {
    SplittableRandom random = new SplittableRandom(round * 1_000_003 + step * 1009 + worker);
    int stride = spec.rowShape().stride();
    RowGroups rows = TestTables.rows(partition, rows(random));
    float[] vectors = new float[rows.count() * stride];
    session.pull(step, rows, vectors);
    float[] head = session.headWeights(step);
    float[] gradients = new float[vectors.length];
    float[] headGradient = new float[head.length];
    for (int shard = 0; shard < rows.partition().parts(); shard++) {
      for (int i = rows.start(shard); i < rows.start(shard + 1); i++) {
        long noise = rows.row(shard, i) * 31 + step * 7 + worker;
        for (int j = 0; j < spec.geometry().width(); j++) {
          int at = i * stride + j;
          gradients[at] = 0.3f * vectors[at] + head[0] * 0.01f + (noise + j) % 100 * 0.013f;
        }
        int weight = (int) (rows.row(shard, i) % headGradient.length);
        headGradient[weight] = Math.max(headGradient[weight], vectors[i * stride]);
      }
    }
    session.push(step, rows, gradients, headGradient, rows.count());
  }

  private long[] rows(SplittableRandom random) {
    int count = random.nextInt(10) == 0 ? 0 : rowsPerStep;
    return random
        .doubles()
        .mapToLong(u -> (long) (u * u * spec.geometry().rows()))
        .distinct()
        .limit(count)
        .toArray();
  }
}
