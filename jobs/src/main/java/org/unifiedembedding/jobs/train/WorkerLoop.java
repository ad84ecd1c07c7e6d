/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.ArrayList;
import java.util.List;
import org.unifiedembedding.embedding.batch.EmbeddingBatch;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.jobs.host.WorkerMemory;
import org.unifiedembedding.sharding.client.WorkerSession;

/**
 * One logical worker's way through a round: examples, rows, vectors, head, gradients, rows. Not
 * thread-safe.
 */
final class WorkerLoop implements AutoCloseable {
  private final RoundTask task;
  private final WorkerPlan plan;
  private final long steps;
  private final WorkerSession session;
  private final ExampleStream stream;
  private final WorkerMemory memory;
  private final EmbeddingBatch batch;
  private final float[] headGradient;
  private long examples;
  private double weight;
  private double loss;

  private WorkerLoop(RoundTask task, WorkerPlan plan, int attempt) {
    this.task = task;
    this.plan = plan;
    this.steps = task.feed().lockstep() ? task.steps() : plan.steps();
    this.memory = task.access().takeMemory(plan.worker());
    this.batch = memory.batch();
    this.headGradient = memory.headGradient();
    this.stream =
        new ExampleStream(
            plan.slices(),
            unit -> task.feed().reader().read(task.feed().units().get(unit)),
            task.feed().seed(),
            task.epoch());
    this.session = task.access().session(task.round(), plan.worker(), attempt);
  }

  /**
   * Runs several workers in this thread, step by step in worker order, so that lockstep never waits
   * on its own thread.
   */
  static List<WorkerReport> run(RoundTask task, List<WorkerPlan> plans, int attempt) {
    List<WorkerLoop> loops = new ArrayList<>();
    try {
      plans.forEach(plan -> loops.add(new WorkerLoop(task, plan, attempt)));
      long most = loops.stream().mapToLong(loop -> loop.steps).max().orElse(0);
      for (long step = 0; step < most; step++) {
        for (WorkerLoop loop : loops) {
          if (step < loop.steps) {
            loop.step(step);
          }
        }
      }
      return loops.stream().map(WorkerLoop::finish).toList();
    } finally {
      loops.forEach(WorkerLoop::close);
    }
  }

  private void step(long step) {
    batch.clear();
    stream.fill(batch, plan.batch());
    RowGroups rows = batch.rows();
    session.pull(step, rows, batch.vectors());
    loss += batch.forwardBackward(session.headWeights(step), headGradient);
    double stepWeight = batch.weight();
    session.push(step, rows, batch.gradients(), headGradient, stepWeight);
    weight += stepWeight;
    examples += batch.examples();
  }

  private WorkerReport finish() {
    long[] sequences = session.finish();
    task.access().giveBack(plan.worker(), memory);
    return new WorkerReport(plan.worker(), examples, weight, loss, sequences);
  }

  @Override
  public void close() {
    session.close();
  }
}
