/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.jobs.host.RunHosts;

/** Trains one round: begin, one Spark job, seal. */
final class RoundRunner {
  private static final Logger LOG = LoggerFactory.getLogger(RoundRunner.class);

  private final JavaSparkContext spark;
  private final RunHosts hosts;

  RoundRunner(JavaSparkContext spark, RunHosts hosts) {
    this.spark = spark;
    this.hosts = hosts;
  }

  /**
   * Trains a round up to its seal; what its workers did, in worker order. After an exception the
   * round is to be undone.
   */
  List<WorkerReport> run(RoundPlan plan, Feed feed) {
    LOG.info("Round {} begins", plan.round());
    hosts.begin(plan.round());
    LOG.info("Round {} is trained with {} examples", plan.round(), plan.examples());
    List<WorkerReport> reports = train(new RoundTask(hosts.access(), plan, feed), plan);
    LOG.info("Round {} is sealed", plan.round());
    Optional<String> disagreement =
        hosts
            .seal(plan.round())
            .disagreement(reports.stream().map(WorkerReport::sequences).toList());
    if (disagreement.isPresent()) {
      throw new IllegalStateException("Round " + plan.round() + ": " + disagreement.orElseThrow());
    }
    return reports;
  }

  /** All tasks run at once: in lockstep their workers wait for each other. */
  private List<WorkerReport> train(RoundTask task, RoundPlan plan) {
    int tasks = Math.max(1, Math.min(plan.workers().size(), hosts.slots()));
    List<Share> shares = new ArrayList<>();
    for (int t = 0; t < tasks; t++) {
      int share = t;
      shares.add(
          new Share(plan.workers().stream().filter(w -> w.worker() % tasks == share).toList()));
    }
    spark.setJobDescription("train: round " + plan.round() + ", " + plan.examples() + " examples");
    try {
      return hosts
          .tasks(shares)
          .flatMap(share -> WorkerLoop.run(task, share.workers(), attempt()).iterator())
          .collect()
          .stream()
          .sorted(Comparator.comparingInt(WorkerReport::worker))
          .toList();
    } finally {
      spark.setJobDescription(null);
    }
  }

  /** A number that is larger in every later attempt of the application. */
  private static int attempt() {
    return Math.toIntExact(TaskContext.get().taskAttemptId());
  }

  private record Share(List<WorkerPlan> workers) implements Serializable {}
}
