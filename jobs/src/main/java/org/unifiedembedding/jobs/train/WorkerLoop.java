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
  private final List<Lane> lanes = new ArrayList<>();
  private long examples;
  private double weight;
  private double loss;

  private WorkerLoop(RoundTask task, WorkerPlan plan, int attempt) {
    this.task = task;
    this.plan = plan;
    this.steps = task.feed().lockstep() ? task.steps() : plan.steps();
    this.stream = new ExampleStream(plan.slices(), task.feed(), task.feed().seed(), task.epoch());
    this.session = task.access().session(task.round(), plan.worker(), attempt);
    for (int i = 0; i < session.window(); i++) {
      lanes.add(new Lane(task.access().takeMemory(plan.worker())));
    }
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

  /** The buffers of one of the steps that are under way, and its distinct rows. */
  private static final class Lane {
    private final WorkerMemory memory;
    private RowGroups rows;

    Lane(WorkerMemory memory) {
      this.memory = memory;
      rows = memory.batch().rows();
    }
  }

  private Lane lane(long step) {
    return lanes.get((int) (step % lanes.size()));
  }

  private void step(long step) {
    if (session.window() == 1) {
      fill(step);
    } else {
      if (step == 0) {
        fetch(step);
      }
      if (step + 1 < steps) {
        fetch(step + 1);
      }
    }
    Lane lane = lane(step);
    EmbeddingBatch batch = lane.memory.batch();
    float[] headGradient = lane.memory.headGradient();
    session.pull(step, lane.rows, batch.vectors());
    loss += batch.forwardBackward(session.headWeights(step), headGradient);
    double stepWeight = batch.weight();
    session.push(step, lane.rows, batch.gradients(), headGradient, stepWeight);
    weight += stepWeight;
    examples += batch.examples();
  }

  private void fetch(long step) {
    fill(step);
    session.fetch(step, lane(step).rows, lane(step).memory.batch().vectors());
  }

  private void fill(long step) {
    session.awaitRoom(step);
    EmbeddingBatch batch = lane(step).memory.batch();
    batch.clear();
    stream.fill(batch, plan.batch());
    lane(step).rows = batch.rows();
  }

  private WorkerReport finish() {
    long[] sequences = session.finish();
    lanes.forEach(lane -> task.access().giveBack(plan.worker(), lane.memory));
    return new WorkerReport(plan.worker(), examples, weight, loss, sequences);
  }

  @Override
  public void close() {
    session.close();
  }
}
