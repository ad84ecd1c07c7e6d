/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.ml;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.jobs.cli.RunPaths;
import org.unifiedembedding.jobs.cli.Storage;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.prepare.RawFeature;
import org.unifiedembedding.jobs.registry.PublishedVersion;

/**
 * A version that scores frames. A frame has the columns that the version's features were made of;
 * it needs no label. Values become rows and numbers as {@code prepare} makes them, so scores are
 * those of the loaders. Adds the columns of a binary classifier of spark.ml, and on request the
 * vectors of features.
 */
public final class UnifiedEmbeddingModel extends Model<UnifiedEmbeddingModel>
    implements ScoringParams<UnifiedEmbeddingModel>, MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final Columns columns;
  private final VersionFolder version;
  private transient @Nullable Manifest manifest;

  UnifiedEmbeddingModel(String uid, VersionFolder version) {
    this.uid = uid;
    this.columns = new Columns(this);
    this.version = version;
    setScoringDefaults();
  }

  /**
   * The model of a version or an export of one.
   *
   * @param folder of the version, published or not
   * @throws org.unifiedembedding.embedding.error.UnifiedEmbeddingException BAD_FORMAT where there
   *     is no complete version
   */
  public static UnifiedEmbeddingModel ofVersion(String folder) {
    Configuration hadoop = hadoop();
    return of(new VersionFolder(hadoop, new Storage(hadoop).absolute(folder)));
  }

  /**
   * The model of the version that a number or an alias names now; it stays with that version,
   * wherever the alias moves.
   *
   * @param table folder of the table, {@code <root>/<name>}
   * @throws org.unifiedembedding.embedding.error.UnifiedEmbeddingException USAGE when there is
   *     none, BAD_FORMAT when its manifest is not the published one
   */
  public static UnifiedEmbeddingModel ofPublished(String table, String reference) {
    SparkSession spark = SparkSession.active();
    DeltaSession.check(spark, "read the registry of " + table);
    Path path = new Path(new Storage(hadoop()).absolute(table));
    RunPaths paths = new RunPaths(String.valueOf(path.getParent()), path.getName(), "");
    return of(PublishedVersion.of(spark, paths, reference).folder());
  }

  private static UnifiedEmbeddingModel of(VersionFolder folder) {
    folder.checkParts(folder.manifest());
    return new UnifiedEmbeddingModel(Identifiable.randomUID("UnifiedEmbedding"), folder);
  }

  private static Configuration hadoop() {
    return SparkSession.active().sparkContext().hadoopConfiguration();
  }

  /** A reader of saved models. */
  public static MLReader<UnifiedEmbeddingModel> read() {
    return new SavedModel.Reader();
  }

  /**
   * Reads a saved model and checks the checksums of all its files.
   *
   * @throws org.unifiedembedding.embedding.error.UnifiedEmbeddingException BAD_FORMAT where a file
   *     is not as it was saved
   */
  public static UnifiedEmbeddingModel load(String path) {
    return read().load(path);
  }

  /** Saves params and a copy of the version's snapshot, so that the folder can be moved. */
  @Override
  public MLWriter write() {
    return new SavedModel.Writer(this);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Columns columns() {
    return columns;
  }

  /** Folder of the version. */
  public String versionPath() {
    return version.path();
  }

  VersionFolder version() {
    return version;
  }

  /** What the version is. */
  public synchronized Manifest manifest() {
    Manifest known = manifest;
    if (known == null) {
      known = version.manifest();
      manifest = known;
    }
    return known;
  }

  /**
   * The frame with the columns of the scores, and of the vectors where they are wanted; starts no
   * job.
   *
   * @throws org.unifiedembedding.embedding.error.UnifiedEmbeddingException BAD_INPUT for a missing
   *     column or a wrong type; by the job for a value that cannot be read, unless handleInvalid
   *     says otherwise
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    ScoringPlan.Planned planned = plan(dataset.toDF());
    return Frames.map(
        planned.rows(), planned.output(), new PartitionScoring(planned.plan(), version));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return plan(Frames.empty(schema)).output();
  }

  private ScoringPlan.Planned plan(Dataset<Row> frame) {
    Manifest known = manifest();
    return ScoringPlan.of(frame, RawFeature.of(known), known.features(), this);
  }

  @Override
  public UnifiedEmbeddingModel copy(ParamMap extra) {
    UnifiedEmbeddingModel copy = new UnifiedEmbeddingModel(uid, version);
    copyValues(copy, extra);
    return copy.setParent(parent());
  }
}
