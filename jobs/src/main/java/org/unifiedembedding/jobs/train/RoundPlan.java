/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.List;

/**
 * One round.
 *
 * @param round number of the round, from 0
 * @param epoch number of the epoch it belongs to, from 0
 * @param epochsDone passes over the data when the round is over, e.g. 1.5
 * @param workers one plan a worker, in worker order
 */
record RoundPlan(long round, int epoch, double epochsDone, List<WorkerPlan> workers) {
  RoundPlan {
    workers = List.copyOf(workers);
  }

  long examples() {
    return workers.stream().mapToLong(WorkerPlan::examples).sum();
  }

  /** Steps of the worker with the most; in lockstep every worker does so many. */
  long steps() {
    return workers.stream().mapToLong(WorkerPlan::steps).max().orElse(0);
  }
}
