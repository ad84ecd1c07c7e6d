/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.ml;

import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.unifiedembedding.jobs.cli.Progress;
import org.unifiedembedding.jobs.cli.RunPaths;
import org.unifiedembedding.jobs.cli.Storage;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.config.FeatureSets;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.prepare.FeatureReader;
import org.unifiedembedding.jobs.prepare.PrepareJob;
import org.unifiedembedding.jobs.prepare.RawFeature;
import org.unifiedembedding.jobs.train.TrainJob;

/**
 * Trains a table and its head on a frame, as {@code prepare} and {@code train} do on files. Each
 * fit is a run of its own below workDir and leaves a version there, which the model reads.
 *
 * <p>What params do not set comes from {@code config} or {@code configFile}, and else from
 * conf/reference.conf. The frame takes the place of the configuration's source: it has the columns
 * that its query would give. Fits of one driver wait for each other, since the workers of a
 * training must all run at once.
 */
public final class UnifiedEmbedding extends Estimator<UnifiedEmbeddingModel>
    implements TrainingParams<UnifiedEmbedding>, DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

  private final String uid;
  private final Columns columns;
  private final Settings settings;

  /** An estimator with a random uid. */
  public UnifiedEmbedding() {
    this(Identifiable.randomUID("UnifiedEmbedding"));
  }

  public UnifiedEmbedding(String uid) {
    this.uid = uid;
    this.columns = new Columns(this);
    this.settings = new Settings(this);
    setScoringDefaults();
    setDefault(labelCol(), "label");
    setDefault(keepRuns(), false);
  }

  /** A reader of saved estimators. */
  public static MLReader<UnifiedEmbedding> read() {
    return new DefaultParamsReader<>();
  }

  /** Reads a saved estimator. */
  public static UnifiedEmbedding load(String path) {
    return read().load(path);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Columns columns() {
    return columns;
  }

  @Override
  public Settings settings() {
    return settings;
  }

  /**
   * Trains.
   *
   * @throws org.unifiedembedding.embedding.error.UnifiedEmbeddingException as the verbs prepare and
   *     train do
   */
  @Override
  public UnifiedEmbeddingModel fit(Dataset<?> dataset) {
    Dataset<Row> frame = dataset.toDF();
    SparkSession spark = frame.sparkSession();
    DeltaSession.check(spark, "fit " + uid);
    transformSchema(frame.schema());
    String runId = uid.replaceAll("[^A-Za-z0-9_.-]", "_") + "-" + UUID.randomUUID();
    String view = "ue_" + runId.replaceAll("[^A-Za-z0-9]", "_");
    RunConfig config = FitConfiguration.of(this, view);
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    RunPaths paths =
        new RunPaths(new Storage(hadoop).absolute(config.root()), config.name(), runId);
    VerbContext context = new VerbContext(config, runId, () -> spark, Progress.silent(), paths);
    ONE_AT_A_TIME.lock();
    try {
      frame.createOrReplaceTempView(view);
      PrepareJob.run(spark, config, paths, Progress.silent());
      new TrainJob(context, paths.prepared()).run();
    } finally {
      ONE_AT_A_TIME.unlock();
      spark.catalog().dropTempView(view);
      if (!getKeepRuns()) {
        new Storage(hadoop).deleteFolder(paths.run());
      }
    }
    UnifiedEmbeddingModel model =
        new UnifiedEmbeddingModel(uid, new VersionFolder(hadoop, paths.version()));
    copyValues(model, ParamMap.empty());
    return model.setParent(this);
  }

  /**
   * The schema with the columns that the model adds.
   *
   * @throws org.unifiedembedding.embedding.error.UnifiedEmbeddingException USAGE for params or a
   *     configuration that cannot be, BAD_INPUT for a missing column or a wrong type
   */
  @Override
  public StructType transformSchema(StructType schema) {
    RunConfig config = FitConfiguration.of(this, "frame");
    Dataset<Row> frame = Frames.empty(schema);
    FeatureReader.check(frame, config);
    return ScoringPlan.of(frame, RawFeature.of(config), FeatureSets.of(config), this).output();
  }

  @Override
  public UnifiedEmbedding copy(ParamMap extra) {
    return defaultCopy(extra);
  }
}
