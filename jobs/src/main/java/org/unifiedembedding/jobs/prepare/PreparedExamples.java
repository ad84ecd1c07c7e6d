/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.FeatureStatistics;
import org.unifiedembedding.embedding.address.Vocabulary;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.example.ExampleSchema;

/** Prepared data that is complete, at one version for as long as this object lives. Immutable. */
public final class PreparedExamples {
  private final SparkSession session;
  private final PreparedPaths paths;
  private final long version;
  private final PreparedStatistics statistics;
  private final List<UnitLocation> units;
  private final UnitReader reader;

  private PreparedExamples(
      SparkSession session,
      PreparedPaths paths,
      long version,
      PreparedStatistics statistics,
      List<UnitLocation> units) {
    this.session = session;
    this.paths = paths;
    this.version = version;
    this.statistics = statistics;
    this.units = List.copyOf(units);
    this.reader =
        new UnitReader(
            statistics.schema(), JavaSparkContext.fromSparkContext(session.sparkContext()));
  }

  /**
   * Opens what {@link PrepareJob} made; starts one small Spark job.
   *
   * @param preparedPath the folder of the run's prepared data
   * @param version Delta version of the units; null: the one that prepare made
   * @throws UnifiedEmbeddingException BAD_INPUT where there is no complete prepared data
   */
  public static PreparedExamples open(
      SparkSession session, String preparedPath, @Nullable Long version) {
    PreparedPaths paths = new PreparedPaths(preparedPath);
    Configuration hadoop = session.sparkContext().hadoopConfiguration();
    PreparedStatistics statistics =
        StatisticsFile.read(paths.statistics(), hadoop)
            .orElseThrow(
                () ->
                    new UnifiedEmbeddingException(
                        ErrorCode.BAD_INPUT,
                        "There is no prepared data at "
                            + preparedPath
                            + ": statistics.json is missing. Run the verb prepare first"));
    long pinned = version == null ? statistics.examplesVersion() : version;
    return new PreparedExamples(session, paths, pinned, statistics, list(session, paths, pinned));
  }

  private static List<UnitLocation> list(SparkSession session, PreparedPaths paths, long version) {
    List<Row> rows =
        session
            .read()
            .format("delta")
            .option("versionAsOf", version)
            .load(paths.examples())
            .select(col("part"), col("unit"), col("size"), col("_metadata.file_path"))
            .orderBy("part", "unit")
            .collectAsList();
    return rows.stream()
        .map(r -> new UnitLocation(r.getString(0), r.getInt(1), r.getInt(2), r.getString(3)))
        .toList();
  }

  /** The Delta version that is read. */
  public long version() {
    return version;
  }

  /** The columns of every block. */
  public ExampleSchema schema() {
    return statistics.schema();
  }

  /** The units of a part by ascending number; none where the part is empty. */
  public List<UnitLocation> units(String part) {
    return units.stream().filter(unit -> unit.part().equals(part)).toList();
  }

  /** Examples of a part. */
  public long examples(String part) {
    return units(part).stream().mapToLong(UnitLocation::size).sum();
  }

  public PreparedStatistics statistics() {
    return statistics;
  }

  /** Reads units, in this process or in tasks. */
  public UnitReader reader() {
    return reader;
  }

  /**
   * What a table layout needs of each feature with look-ups: distinct values, and all of them where
   * they were kept, most frequent first. Loads the kept vocabularies into memory.
   */
  public Map<String, FeatureStatistics> featureStatistics() {
    Map<String, FeatureStatistics> found = new HashMap<>();
    for (PreparedStatistics.FeatureStatistics feature : statistics.features()) {
      if (!feature.type().equals("numeric")) {
        found.put(feature.name(), new FeatureStatistics(feature.distinct(), vocabulary(feature)));
      }
    }
    return found;
  }

  // The texts may be null; NullAway does not see that in the other module's class file.
  @SuppressWarnings("NullAway")
  private @Nullable Vocabulary vocabulary(PreparedStatistics.FeatureStatistics feature) {
    if (!feature.vocabularyKept()) {
      return null;
    }
    Dataset<Row> values =
        session
            .read()
            .format("delta")
            .load(paths.vocabulary())
            .where(col("feature").equalTo(feature.name()))
            .orderBy(col("count").desc(), col("fingerprint"));
    List<Row> rows = values.select("fingerprint", "value").collectAsList();
    long[] fingerprints = rows.stream().mapToLong(row -> row.getLong(0)).toArray();
    List<@Nullable String> texts = new ArrayList<>();
    rows.forEach(row -> texts.add(row.isNullAt(1) ? null : row.getString(1)));
    return Vocabulary.of(fingerprints, texts);
  }
}
