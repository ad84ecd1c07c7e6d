/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.quickstart;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.util.Objects;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.metric.Metrics;
import org.unifiedembedding.embedding.metric.MetricsAccumulator;
import org.unifiedembedding.jobs.cli.Progress;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.synthetic.ClickLogSpec;
import org.unifiedembedding.jobs.synthetic.SyntheticClickLog;

/** The synthetic click log of conf/synthetic.conf. */
final class PlantedClicks {
  private final SparkSession spark;
  private final RunConfig config;
  private final String path;
  private final ClickLogSpec spec;

  PlantedClicks(SparkSession spark, RunConfig config, ClickLogSpec spec) {
    this.spark = spark;
    this.config = config;
    this.spec = spec;
    this.path = Objects.requireNonNull(config.source().inputs().get("clicks")).path();
  }

  /**
   * Makes the log where it is not there yet.
   *
   * @throws UnifiedEmbeddingException CONFLICT where one of another size is there
   */
  void make(Progress progress) throws IOException {
    Path done = new Path(path, "_SUCCESS");
    if (!done.getFileSystem(spark.sparkContext().hadoopConfiguration()).exists(done)) {
      progress.stage("quickstart: making %,d clicks".formatted(spec.examples()));
      SyntheticClickLog.write(spark, spec, path);
      return;
    }
    long found = spark.read().parquet(path).count();
    if (found != spec.examples()) {
      throw new UnifiedEmbeddingException(
          ErrorCode.CONFLICT,
          "%s has %,d clicks, not %,d (give another folder, as --set data=DIR, or remove this one)"
              .formatted(path, found, spec.examples()));
    }
  }

  /** Metrics of the true probabilities on the test rows: nothing can be better. */
  Metrics bayesOptimal() {
    RunConfig.Split split = config.source().split();
    MetricsAccumulator metrics = new MetricsAccumulator();
    for (Row row :
        spark
            .read()
            .parquet(path)
            .where(expr(split.expression()).geq(lit(split.testFrom())))
            .select("probability", "label")
            .collectAsList()) {
      double probability = row.getDouble(0);
      metrics.add((float) Math.log(probability / (1 - probability)), row.getInt(1), 1);
    }
    return metrics.metrics();
  }
}
