/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import org.apache.spark.sql.SparkSession;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.host.HostedRun;
import org.unifiedembedding.jobs.host.ShardHost;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.lake.VersionWriter;
import org.unifiedembedding.jobs.prepare.PreparedExamples;
import org.unifiedembedding.sharding.ShardGroup;
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
    HostedRun host =
        ShardHost.open(
            context.runId(),
            () -> new ShardGroup(setup.table(), setup.plan()),
            setup.layout(),
            prepared.schema(),
            setup.head());
    try {
      Training.Outcome outcome = new Training(context, prepared, setup, host).run();
      long memory = host.shards().memoryBytes();
      context.progress().stage("train: writing the candidate");
      Manifest manifest = Provenance.manifest(context, prepared, preparedPath, setup, outcome);
      Manifest written = write(manifest, setup, host);
      return new TrainResult(
          context.runId(),
          context.paths().version(),
          setup.layout().geometry().rows(),
          written.files().storedRows(),
          setup.plannedBytes(),
          memory,
          outcome.rounds(),
          outcome.best(),
          outcome.events(),
          (System.nanoTime() - start) / 1e9);
    } finally {
      ShardHost.close(context.runId());
    }
  }

  private Manifest write(Manifest draft, TrainSetup setup, HostedRun host) {
    String runId = context.runId();
    VersionFolder folder = new VersionFolder(context.hadoop(), context.paths().version());
    return new VersionWriter(context.spark(), folder)
        .write(
            draft,
            setup.layout(),
            (bucket, sink) ->
                ShardHost.of(runId).shards().access().scan(bucket, RowSelection.STORED, sink),
            host.shards().access().headWeights());
  }
}
