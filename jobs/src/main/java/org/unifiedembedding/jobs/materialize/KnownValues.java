/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.materialize;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.feature.CrossFeature;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.jobs.prepare.PreparedExamples;
import org.unifiedembedding.jobs.prepare.PreparedPaths;
import org.unifiedembedding.jobs.prepare.PreparedStatistics;

/**
 * The values that a table can have: prepare kept all of a feature (prepare.vocabulary, and of exact
 * features always) or only the most frequent ones (prepare.top-values).
 *
 * @param rows feature, value, fingerprint, count; a value is null where it is missing and of a
 *     cross
 */
record KnownValues(List<FeatureSlices> features, Dataset<Row> rows) {
  private static final StructType SCHEMA =
      StructType.fromDDL("feature string, value string, fingerprint bigint, count bigint");

  KnownValues {
    features = List.copyOf(features);
  }

  /**
   * Finds the values of features.
   *
   * @param names of features with look-ups; none: all but crosses, whose values have no text
   * @param sliceValues see {@link FeatureSlices}
   * @throws UnifiedEmbeddingException USAGE where a name is no such feature, BAD_INPUT where the
   *     prepared data is gone
   */
  static KnownValues of(
      SparkSession spark,
      String preparedPath,
      FeatureSet set,
      List<String> names,
      int sliceValues) {
    PreparedStatistics statistics = PreparedExamples.open(spark, preparedPath).statistics();
    List<FeatureSlices> features = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    List<Row> top = new ArrayList<>();
    for (String name : chosen(set, names)) {
      PreparedStatistics.FeatureStatistics found = statistics.feature(name);
      long known = found.vocabularyKept() ? found.distinct() : found.topValues().size();
      features.add(FeatureSlices.of(name, known, found.distinct(), sliceValues));
      if (found.vocabularyKept()) {
        kept.add(name);
      } else {
        found.topValues().stream()
            .map(v -> RowFactory.create(name, v.value(), v.fingerprint(), v.count()))
            .forEach(top::add);
      }
    }
    Dataset<Row> rows = spark.createDataFrame(top, SCHEMA);
    if (!kept.isEmpty()) {
      Dataset<Row> vocabulary =
          spark.read().format("delta").load(new PreparedPaths(preparedPath).vocabulary());
      rows =
          rows.union(
              vocabulary
                  .where(col("feature").isin(kept.toArray()))
                  .select("feature", "value", "fingerprint", "count"));
    }
    return new KnownValues(features, rows);
  }

  private static List<String> chosen(FeatureSet set, List<String> names) {
    List<String> embedded = set.embedded().stream().map(Feature::name).toList();
    for (String name : names) {
      if (!embedded.contains(name)) {
        throw new UnifiedEmbeddingException(
            ErrorCode.USAGE,
            "Invalid materialize.features: '%s' (must be one of %s)".formatted(name, embedded));
      }
    }
    return names.isEmpty()
        ? set.embedded().stream()
            .filter(feature -> !(feature instanceof CrossFeature))
            .map(Feature::name)
            .toList()
        : names.stream().distinct().toList();
  }

  /** Which values are there, by feature, in one line. */
  String coverage() {
    return String.join(
        "; ", features.stream().map(f -> f.feature() + ": " + f.coverage()).toList());
  }
}
