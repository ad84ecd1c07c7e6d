/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.Vocabulary;
import org.unifiedembedding.jobs.lake.ParquetRecords;

/** The values of all features whose vocabulary prepare kept, in memory. */
final class KeptVocabularies {
  private static final List<String> COLUMNS = List.of("feature", "fingerprint", "value", "count");

  private final Map<String, List<Value>> values;

  private record Value(long fingerprint, @Nullable String text, long count) {}

  private KeptVocabularies(Map<String, List<Value>> values) {
    this.values = values;
  }

  /**
   * Reads the table of values without Spark, whose first query takes longer than all of this.
   *
   * @param folder of the table
   * @param files paths below it
   */
  static KeptVocabularies read(String folder, List<String> files, Configuration hadoop) {
    Map<String, List<Value>> values = new HashMap<>();
    for (String file : files) {
      new ParquetRecords(new Path(folder, file), COLUMNS, hadoop)
          .read(
              row ->
                  values
                      .computeIfAbsent(row.getString("feature", 0), feature -> new ArrayList<>())
                      .add(value(row)));
    }
    return new KeptVocabularies(values);
  }

  private static Value value(Group row) {
    boolean isNull = row.getFieldRepetitionCount("value") == 0;
    return new Value(
        row.getLong("fingerprint", 0),
        isNull ? null : row.getString("value", 0),
        row.getLong("count", 0));
  }

  /** The values of a feature, most frequent first, then by fingerprint. */
  @SuppressWarnings("NullAway") // It does not see in the other module that texts may be null.
  Vocabulary of(String feature) {
    List<Value> found = new ArrayList<>(values.getOrDefault(feature, List.of()));
    found.sort(
        Comparator.comparingLong(Value::count).reversed().thenComparingLong(Value::fingerprint));
    List<@Nullable String> texts = new ArrayList<>();
    found.forEach(value -> texts.add(value.text()));
    return Vocabulary.of(found.stream().mapToLong(Value::fingerprint).toArray(), texts);
  }
}
