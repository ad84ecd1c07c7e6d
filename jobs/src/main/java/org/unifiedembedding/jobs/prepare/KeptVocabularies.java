/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.Vocabulary;

/** The values of all features whose vocabulary prepare kept, in memory. */
final class KeptVocabularies {
  private final Map<String, List<Value>> values;

  private record Value(long fingerprint, @Nullable String text, long count) {}

  private KeptVocabularies(Map<String, List<Value>> values) {
    this.values = values;
  }

  static KeptVocabularies none() {
    return new KeptVocabularies(Map.of());
  }

  /** Reads the table of values once, a file at a time; it is not sorted there. */
  static KeptVocabularies read(SparkSession session, String path) {
    Map<String, List<Value>> values = new HashMap<>();
    Iterator<Row> rows =
        session
            .read()
            .format("delta")
            .load(path)
            .select("feature", "fingerprint", "value", "count")
            .toLocalIterator();
    while (rows.hasNext()) {
      Row row = rows.next();
      String text = row.isNullAt(2) ? null : row.getString(2);
      values
          .computeIfAbsent(row.getString(0), feature -> new ArrayList<>())
          .add(new Value(row.getLong(1), text, row.getLong(3)));
    }
    return new KeptVocabularies(values);
  }

  /** The values of a feature, most frequent first, then by fingerprint. */
  Vocabulary of(String feature) {
    List<Value> found = new ArrayList<>(values.getOrDefault(feature, List.of()));
    found.sort(
        Comparator.comparingLong(Value::count).reversed().thenComparingLong(Value::fingerprint));
    List<@Nullable String> texts = new ArrayList<>();
    found.forEach(value -> texts.add(value.text()));
    return Vocabulary.of(found.stream().mapToLong(Value::fingerprint).toArray(), texts);
  }
}
