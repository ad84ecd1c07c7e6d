/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.materialize;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.lake.DeltaLake;
import org.unifiedembedding.jobs.lake.OpenVersions;
import org.unifiedembedding.jobs.lake.Replacement;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.registry.PublishedVersion;

/**
 * Moves the table of materialised values to a version. What the table should hold and what it holds
 * are compared by one number a slice; the slices that differ are written anew by one commit, which
 * also says which version the table has now.
 *
 * <p>Files of Parquet cannot change in part, and deletion vectors are ignored in silence by some
 * readers; so a slice is the least that can be written, and the column changed_in tells readers
 * which of its values are different. Rejected: MERGE, which finds files to write by a join that
 * shuffles both sides; a table a version, which no reader can follow.
 */
final class MaterializeJob {
  private static final Logger LOG = LoggerFactory.getLogger(MaterializeJob.class);

  private static final String CHANGED_IN = "changed_in";
  private static final StructType SCHEMA =
      VectorRows.SCHEMA.add(CHANGED_IN, DataTypes.LongType, false);

  /** Slices are replaced, and files that were are of no use for long. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "delta.appendOnly", "false",
          "delta.logRetentionDuration", "interval 30 days",
          "delta.deletedFileRetentionDuration", "interval 7 days",
          "delta.dataSkippingStatsColumns", "value,fingerprint,count," + CHANGED_IN);

  private final VerbContext context;
  private final PublishedVersion version;
  private final SparkSession spark;
  private final DeltaLake lake;
  private final String path;

  MaterializeJob(VerbContext context, PublishedVersion version) {
    this.context = context;
    this.version = version;
    this.spark = context.spark();
    this.lake = new DeltaLake(spark);
    String configured = context.config().materialize().path();
    this.path = configured.isEmpty() ? context.paths().materialized() : configured;
  }

  Materialized run() {
    RunConfig.Materialize config = context.config().materialize();
    Manifest manifest = version.folder().manifest();
    KnownValues values =
        KnownValues.of(
            spark,
            manifest.training().dataPath(),
            manifest.features(),
            config.features(),
            config.sliceValues());
    lake.create(path, SCHEMA, List.of("feature", "slice"), PROPERTIES);
    long before = lake.version(path);
    checkColumns(lake.read(path, before));
    Map<String, String> now = lake.properties(path);
    long number = Long.parseLong(now.getOrDefault("materialization", "0"));
    boolean same =
        version.version().manifestSha256().equals(now.get("manifest-sha256"))
            && values.coverage().equals(now.get("values"));
    if (same) {
      return result(values, before, number, Set.of());
    }
    context
        .progress()
        .stage(
            "materialize: version %d, %s".formatted(version.version().number(), values.coverage()));
    try {
      return move(values, before, number + 1);
    } finally {
      describe(null);
    }
  }

  private void checkColumns(Dataset<Row> table) {
    if (!Arrays.equals(table.columns(), SCHEMA.fieldNames())) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "Invalid materialize.path: '%s' (is a Delta table with the columns %s, must be new or have %s)"
              .formatted(
                  path, Arrays.toString(table.columns()), Arrays.toString(SCHEMA.fieldNames())));
    }
  }

  private Materialized move(KnownValues values, long before, long number) {
    Dataset<Row> old = lake.read(path, before);
    describe("materialize: comparing with the table");
    Set<Slice> changed = different(digests(old), digests(vectors(values, null)));
    describe("materialize: writing slices");
    Dataset<Row> data = changed.isEmpty() ? null : rows(values, old, changed, number);
    long after =
        lake.replace(
                path,
                data,
                new Replacement(
                    before,
                    changed.stream().map(Slice::partition).collect(Collectors.toSet()),
                    properties(values, number)))
            .version();
    Materialized result = result(values, after, number, changed);
    LOG.info(
        "Materialised version {} in {}: {} values changed, {} slices written",
        result.version(),
        path,
        result.changed(),
        result.written());
    return result;
  }

  private Map<String, String> properties(KnownValues values, long number) {
    return Map.of(
        "version", Long.toString(version.version().number()),
        "run-id", version.version().runId(),
        "manifest-sha256", version.version().manifestSha256(),
        "values", values.coverage(),
        "materialization", Long.toString(number));
  }

  /** The values of the version with their vectors, of all slices or of some. */
  private Dataset<Row> vectors(KnownValues values, @Nullable Set<Slice> wanted) {
    VersionFolder folder = version.folder();
    List<FeatureSlices> features = values.features();
    JavaRDD<InternalRow> rows =
        values
            .rows()
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(part -> new VectorRows(part, OpenVersions.of(folder), features, wanted));
    return ((org.apache.spark.sql.classic.SparkSession) spark)
        .internalCreateDataFrame(rows.rdd(), VectorRows.SCHEMA, false);
  }

  /** Changed slices as they shall be; a value that is as before keeps its changed_in. */
  private Dataset<Row> rows(KnownValues values, Dataset<Row> old, Set<Slice> changed, long number) {
    Dataset<Row> now = vectors(values, changed).alias("now");
    Dataset<Row> was = old.alias("was");
    return now.join(
            was,
            col("now.feature")
                .equalTo(col("was.feature"))
                .and(col("now.fingerprint").equalTo(col("was.fingerprint"))),
            "left")
        .select(
            col("now.*"),
            when(
                    col("now.vector")
                        .equalTo(col("was.vector"))
                        .and(col("now.count").equalTo(col("was.count"))),
                    col("was." + CHANGED_IN))
                .otherwise(lit(number))
                .alias(CHANGED_IN))
        .repartition(col("feature"), col("slice"))
        .sortWithinPartitions("feature", "slice", "fingerprint");
  }

  /** Number of values and XOR of their hashes, by slice; few and small, so the driver has them. */
  private static Map<Slice, List<Long>> digests(Dataset<Row> rows) {
    Map<Slice, List<Long>> digests = new HashMap<>();
    rows.groupBy("feature", "slice")
        .agg(
            count(lit(1)),
            bit_xor(xxhash64(col("value"), col("fingerprint"), col("vector"), col("count"))))
        .collectAsList()
        .forEach(
            row ->
                digests.put(
                    new Slice(row.getString(0), row.getInt(1)),
                    List.of(row.getLong(2), row.getLong(3))));
    return digests;
  }

  private static Set<Slice> different(Map<Slice, List<Long>> before, Map<Slice, List<Long>> after) {
    Set<Slice> slices = new HashSet<>(before.keySet());
    slices.addAll(after.keySet());
    slices.removeIf(
        slice ->
            before.getOrDefault(slice, List.of()).equals(after.getOrDefault(slice, List.of())));
    return slices;
  }

  private Materialized result(
      KnownValues values, long deltaVersion, long number, Set<Slice> written) {
    Dataset<Row> table = lake.read(path, deltaVersion);
    return new Materialized(
        version.version().number(),
        version.version().runId(),
        path,
        deltaVersion,
        number,
        values.features().stream().map(f -> f.feature() + ": " + f.coverage()).toList(),
        values.features().stream().mapToLong(FeatureSlices::slices).sum(),
        written.size(),
        written.isEmpty() ? 0 : table.where(col(CHANGED_IN).equalTo(number)).count());
  }

  private void describe(@Nullable String stage) {
    spark.sparkContext().setJobDescription(stage);
  }
}
