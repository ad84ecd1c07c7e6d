/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.feature.CrossFeature;
import org.unifiedembedding.embedding.loader.EmbeddingTable;

/**
 * One value's vector in a version.
 *
 * @param value null: missing
 * @param rows that it was read from, one a chunk
 * @param vector [chunks x width]
 */
public record LoadedVector(String feature, @Nullable String value, long[] rows, float[] vector) {

  /**
   * Reads the vector of a value.
   *
   * @param value canonical text; for a cross the parts' values with '|' between them
   * @throws IllegalArgumentException where the table has no such feature or the value is none of
   *     its
   */
  public static LoadedVector of(EmbeddingTable table, String feature, @Nullable String value) {
    long fingerprint = fingerprint(table, feature, value);
    return new LoadedVector(
        feature, value, table.rows(feature, fingerprint), table.vector(feature, fingerprint));
  }

  private static long fingerprint(EmbeddingTable table, String feature, @Nullable String value) {
    boolean cross =
        table.layout().features().features().stream()
            .anyMatch(f -> f instanceof CrossFeature && f.name().equals(feature));
    return cross && value != null
        ? table.crossed(feature, Arrays.asList(value.split("\\|", -1)))
        : table.fingerprint(feature, value);
  }
}
