/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.ml;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/** What a session of the user's must have been built with. */
final class DeltaSession {
  private static final Map<String, String> SETTINGS =
      new TreeMap<>(
          Map.of(
              "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension",
              "spark.sql.catalog.spark_catalog",
                  "org.apache.spark.sql.delta.catalog.DeltaCatalog"));

  private DeltaSession() {}

  /**
   * Refuses a session without Delta Lake.
   *
   * @param purpose what needs it, for the message
   * @throws UnifiedEmbeddingException USAGE
   */
  static void check(SparkSession spark, String purpose) {
    SETTINGS.forEach(
        (key, value) -> {
          String actual = spark.conf().get(key, "");
          if (!actual.contains(value)) {
            throw new UnifiedEmbeddingException(
                ErrorCode.USAGE,
                "Cannot %s: the Spark session has no Delta Lake, %s is '%s' (set it to %s before the session starts)"
                    .formatted(purpose, key, actual, value));
          }
        });
  }
}
