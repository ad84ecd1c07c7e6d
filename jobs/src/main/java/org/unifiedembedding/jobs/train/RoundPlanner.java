/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.ArrayList;
import java.util.List;
import org.unifiedembedding.jobs.config.RunConfig;

/**
 * Cuts epochs into rounds and rounds into one contiguous range of examples a worker. An epoch's
 * order is a seeded permutation of the units; examples inside a unit are permuted when the unit is
 * read. A plan depends on (unit sizes, seed, configuration, round) only, never on the cluster.
 */
final class RoundPlanner {
  private static final long LEAST_ROUND_EXAMPLES = 1_000_000;
  private static final long LOOKUPS_PER_ROW = 256;

  private final int[] unitSizes;
  private final long examples;
  private final long seed;
  private final RunConfig.Train train;
  private final int roundsPerEpoch;

  /**
   * A planner of all rounds of a run.
   *
   * @param unitSizes examples of each unit of the training part
   * @param roundExamples most examples of a round, at least 1
   */
  RoundPlanner(int[] unitSizes, long seed, RunConfig.Train train, long roundExamples) {
    this.unitSizes = unitSizes.clone();
    this.seed = seed;
    this.train = train;
    long sum = 0;
    for (int size : unitSizes) {
      sum += size;
    }
    this.examples = sum;
    this.roundsPerEpoch =
        Math.toIntExact(Math.max(1, (examples + roundExamples - 1) / roundExamples));
  }

  /**
   * Most examples of a round where the configuration does not say: a checkpoint writes at most all
   * rows, training takes time for each look-up, and a row of a checkpoint costs about as much as
   * some dozen look-ups. So the checkpoint takes about a tenth of the round or less; heads that are
   * costlier than a logistic one make its share smaller.
   *
   * @param rows of the table
   * @param slots look-ups of an example
   */
  static long roundExamples(long rows, int slots) {
    return Math.max(LEAST_ROUND_EXAMPLES, LOOKUPS_PER_ROW * rows / slots);
  }

  /** Examples of the training part. */
  long examples() {
    return examples;
  }

  /** All rounds of all epochs. */
  long rounds() {
    return (long) train.epochs() * roundsPerEpoch;
  }

  RoundPlan plan(long round) {
    int epoch = Math.toIntExact(round / roundsPerEpoch);
    int inEpoch = Math.toIntExact(round % roundsPerEpoch);
    long from = examples * inEpoch / roundsPerEpoch;
    long to = examples * (inEpoch + 1) / roundsPerEpoch;
    int[] order = SeededOrder.permutation(unitSizes.length, seed, "epoch", epoch);
    List<WorkerPlan> workers = new ArrayList<>();
    int count = train.workers();
    for (int worker = 0; worker < count; worker++) {
      long workerFrom = from + (to - from) * worker / count;
      long workerTo = from + (to - from) * (worker + 1) / count;
      workers.add(new WorkerPlan(worker, slices(order, workerFrom, workerTo), batch(worker)));
    }
    return new RoundPlan(round, epoch, epoch + (inEpoch + 1.0) / roundsPerEpoch, workers);
  }

  /** In lockstep the workers share a batch; otherwise each takes whole ones. */
  private int batch(int worker) {
    if (train.staleness() != 0) {
      return train.batch();
    }
    int count = train.workers();
    return (int)
        ((long) train.batch() * (worker + 1) / count - (long) train.batch() * worker / count);
  }

  private List<Slice> slices(int[] order, long from, long to) {
    List<Slice> slices = new ArrayList<>();
    long start = 0;
    for (int unit : order) {
      long end = start + unitSizes[unit];
      if (end > from && start < to) {
        slices.add(
            new Slice(
                unit, (int) (Math.max(from, start) - start), (int) (Math.min(to, end) - start)));
      }
      start = end;
    }
    return slices;
  }
}
