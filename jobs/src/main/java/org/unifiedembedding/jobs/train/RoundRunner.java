/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.host.HostedRun;

/**
 * Carries out one round: begin, one Spark job, seal. A round that fails is undone on the shards and
 * repeated under a new incarnation, so that what its tasks may still send is refused.
 */
final class RoundRunner {
  private static final Logger LOG = LoggerFactory.getLogger(RoundRunner.class);

  private final JavaSparkContext spark;
  private final HostedRun host;
  private final int retries;
  private final List<TrainEvent> events;
  private long incarnation;

  /**
   * A runner for the rounds of one driver.
   *
   * @param events where repeated rounds are noted
   */
  RoundRunner(JavaSparkContext spark, HostedRun host, int retries, List<TrainEvent> events) {
    this.spark = spark;
    this.host = host;
    this.retries = retries;
    this.events = events;
  }

  /** Trains a round up to its seal; what its workers did, in worker order. */
  List<WorkerReport> run(RoundTask task, RoundPlan plan) {
    for (int attempt = 0; ; attempt++) {
      host.shards().begin(++incarnation, plan.round());
      try {
        List<WorkerReport> reports = train(task, plan);
        Optional<String> disagreement =
            host.shards()
                .seal(plan.round())
                .disagreement(reports.stream().map(WorkerReport::sequences).toList());
        if (disagreement.isPresent()) {
          throw new IllegalStateException(
              "Round " + plan.round() + ": " + disagreement.orElseThrow());
        }
        return reports;
      } catch (RuntimeException e) {
        UnifiedEmbeddingException known = known(e);
        if (attempt == retries || (known != null && known.code() != ErrorCode.RETRY)) {
          throw known != null ? known : e;
        }
        LOG.warn(
            "Round {} failed and is repeated ({} of {}): {}",
            plan.round(),
            attempt + 1,
            retries,
            e.toString());
        events.add(new TrainEvent("round-repeated", plan.round(), rootMessage(e)));
        host.shards().undo(++incarnation);
      }
    }
  }

  private List<WorkerReport> train(RoundTask task, RoundPlan plan) {
    int tasks = Math.max(1, Math.min(plan.workers().size(), spark.defaultParallelism()));
    List<Share> shares = new ArrayList<>();
    for (int t = 0; t < tasks; t++) {
      int share = t;
      shares.add(
          new Share(plan.workers().stream().filter(w -> w.worker() % tasks == share).toList()));
    }
    spark.setJobDescription("train: round " + plan.round() + ", " + plan.examples() + " examples");
    try {
      return spark
          .parallelize(shares, tasks)
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

  private static @Nullable UnifiedEmbeddingException known(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnifiedEmbeddingException known) {
        return known;
      }
    }
    return null;
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString();
  }
}
