/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.jobs.prepare.PreparedExamples;
import org.unifiedembedding.jobs.prepare.PreparedPaths;
import org.unifiedembedding.jobs.prepare.PreparedStatistics;
import org.unifiedembedding.jobs.prepare.PreparedStatistics.TopValue;

/** The values of the training data as prepare counted them. */
public final class PreparedValues {
  private PreparedValues() {}

  /**
   * The values of each feature with look-ups, in feature order: all of them where prepare kept the
   * vocabulary, else the most frequent ones. Loads them into memory.
   *
   * @param preparedPath folder of the prepared examples
   * @throws org.unifiedembedding.embedding.error.UnifiedEmbeddingException BAD_INPUT where the
   *     prepared data is gone
   */
  public static List<ValueCounts> of(SparkSession spark, String preparedPath, FeatureSet features) {
    PreparedStatistics statistics = PreparedExamples.open(spark, preparedPath).statistics();
    spark.sparkContext().setJobDescription("inspect: values of the training data");
    try {
      List<ValueCounts> values = new ArrayList<>();
      for (Feature.Embedded feature : features.embedded()) {
        PreparedStatistics.FeatureStatistics found = statistics.feature(feature.name());
        values.add(
            found.vocabularyKept() ? vocabulary(spark, preparedPath, found) : topValues(found));
      }
      return values;
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
  }

  private static ValueCounts topValues(PreparedStatistics.FeatureStatistics feature) {
    List<@Nullable String> texts = new ArrayList<>();
    feature.topValues().forEach(top -> texts.add(top.value()));
    return new ValueCounts(
        feature.name(),
        feature.distinct(),
        feature.topValues().stream().mapToLong(TopValue::fingerprint).toArray(),
        texts,
        feature.topValues().stream().mapToLong(TopValue::count).toArray());
  }

  private static ValueCounts vocabulary(
      SparkSession spark, String preparedPath, PreparedStatistics.FeatureStatistics feature) {
    List<Row> rows =
        spark
            .read()
            .format("delta")
            .load(new PreparedPaths(preparedPath).vocabulary())
            .where(col("feature").equalTo(feature.name()))
            .orderBy(col("count").desc(), col("fingerprint"))
            .select("fingerprint", "value", "count")
            .collectAsList();
    List<@Nullable String> texts = new ArrayList<>();
    rows.forEach(row -> texts.add(row.isNullAt(1) ? null : row.getString(1)));
    return new ValueCounts(
        feature.name(),
        rows.size(),
        rows.stream().mapToLong(row -> row.getLong(0)).toArray(),
        texts,
        rows.stream().mapToLong(row -> row.getLong(2)).toArray());
  }
}
