/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.unifiedembedding.embedding.optimizer.RowOptimizer;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.host.RunAccess;
import org.unifiedembedding.jobs.host.RunHosts;
import org.unifiedembedding.jobs.lake.BucketRows;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.lake.VersionWriter;
import org.unifiedembedding.jobs.prepare.PreparedExamples;
import org.unifiedembedding.sharding.plan.PlanReport;
import org.unifiedembedding.sharding.store.RowSelection;

/** Trains a table from prepared examples and leaves a candidate. */
public final class TrainJob {
  private final VerbContext context;
  private final String preparedPath;

  /**
   * A job for the run of the context.
   *
   * @param preparedPath folder of the prepared examples, of this run or of another
   */
  public TrainJob(VerbContext context, String preparedPath) {
    this.context = context;
    this.preparedPath = preparedPath;
  }

  /** Trains, or goes on where an earlier driver of the run stopped, and writes the candidate. */
  public TrainResult run() {
    SparkSession spark = context.spark();
    long start = System.nanoTime();
    PreparedExamples prepared = PreparedExamples.open(spark, preparedPath);
    TrainSetup setup = TrainSetup.of(context.config(), prepared);
    context.progress().stage("train: " + setup.describe());
    try (RunHosts hosts =
            RunHosts.open(
                JavaSparkContext.fromSparkContext(spark.sparkContext()),
                context.runId(),
                setup.hosted(prepared.schema()),
                setup.cellFiles(context.paths().checkpoint(), context.hadoop()),
                setup.planner(),
                context.config().hosts());
        Training training = new Training(context, prepared, setup, hosts)) {
      long planned = hosts.plan().memoryBytes();
      PlanReport.lines(hosts.plan()).forEach(line -> context.progress().stage("train: " + line));
      Training.Outcome outcome = training.run();
      long memory = hosts.memoryBytes();
      context.progress().stage("train: writing the candidate");
      Manifest manifest = Provenance.manifest(context, prepared, preparedPath, setup, outcome);
      Manifest written = training.withBest(outcome, () -> write(manifest, setup, hosts.access()));
      return new TrainResult(
          context.runId(),
          context.paths().version(),
          setup.layout().geometry().rows(),
          written.files().storedRows(),
          planned,
          memory,
          outcome.rounds(),
          outcome.best(),
          training.events(),
          (System.nanoTime() - start) / 1e9);
    }
  }

  private Manifest write(Manifest draft, TrainSetup setup, RunAccess access) {
    VersionFolder folder = new VersionFolder(context.hadoop(), context.paths().version());
    return new VersionWriter(context.spark(), folder)
        .write(
            draft,
            setup.layout(),
            trainedRows(access, setup.table().rowOptimizer(), setup.layout().geometry().width()),
            access.table().headWeights());
  }

  private static BucketRows trainedRows(RunAccess access, RowOptimizer optimizer, int width) {
    return (bucket, sink) ->
        access
            .table()
            .scan(
                bucket,
                RowSelection.STORED,
                (row, weights, at, state, stateAt) -> {
                  if (optimizer.isTrained(state, stateAt, width)) {
                    sink.row(row, weights, at, state, stateAt);
                  }
                });
  }
}
