/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** A session of its own for one preparation, so that its views and settings do not leak. */
final class PrepareSession {
  private static final Map<String, String> SETTINGS =
      Map.of(
          // A damaged or vanished file is an error, never less data.
          "spark.sql.files.ignoreCorruptFiles", "false",
          "spark.sql.files.ignoreMissingFiles", "false",
          // Whether a line is malformed must not depend on the columns that a query needs.
          "spark.sql.csv.parser.columnPruning.enabled", "false",
          // HotSpot does not compile methods of more bytes; wide sources must not get there.
          "spark.sql.codegen.hugeMethodLimit", "8000");

  private PrepareSession() {}

  static SparkSession of(SparkSession spark) {
    SparkSession session = ((org.apache.spark.sql.classic.SparkSession) spark).cloneSession();
    SETTINGS.forEach((key, value) -> session.conf().set(key, value));
    return session;
  }
}
