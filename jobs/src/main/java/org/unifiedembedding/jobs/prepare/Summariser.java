/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.jobs.prepare.ValueMerge.FeatureValue;

/** Merges what the map tasks counted: their summaries, and the occurrences of each value. */
final class Summariser {
  private Summariser() {}

  static DataSummary summarise(PreparedShuffle shuffle, FeatureSet features, int topValues) {
    List<DataSummary> summaries =
        shuffle
            .readCounts()
            .toJavaRDD()
            .mapPartitionsWithIndex(
                (task, rows) -> {
                  DataSummary summary = new DataSummary(features, topValues);
                  if (task == PreparedShuffle.SUMMARY_TASK) {
                    addSummaries(rows, summary);
                  } else {
                    addValues(rows, summary);
                  }
                  return List.of(summary).iterator();
                },
                false)
            .collect();
    DataSummary merged = new DataSummary(features, topValues);
    summaries.forEach(merged::merge);
    return merged;
  }

  private static void addSummaries(Iterator<InternalRow> rows, DataSummary summary) {
    while (rows.hasNext()) {
      summary.merge(RowBody.summary(rows.next().getBinary(ShuffleLayout.BODY)));
    }
  }

  private static void addValues(Iterator<InternalRow> rows, DataSummary summary) {
    ValueMerge values = new ValueMerge(rows);
    while (values.hasNext()) {
      FeatureValue value = values.next();
      DataSummary.FeatureSummary counts = summary.feature(value.feature());
      counts.distinct++;
      if (counts.top.admits(value.count())) {
        counts.top.add(value.value());
      }
    }
  }
}
