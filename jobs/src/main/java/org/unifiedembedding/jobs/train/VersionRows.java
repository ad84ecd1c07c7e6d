/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.Iterator;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.jobs.host.RunAccess;
import org.unifiedembedding.jobs.lake.DeltaLake;
import org.unifiedembedding.jobs.lake.VersionFolder;

/** Loads the rows of a version into a run's shards. */
final class VersionRows {
  private VersionRows() {}

  /**
   * Loads all stored rows.
   *
   * @param access to the shards that are filled
   * @param state of the row optimizer that every row starts with
   */
  static void load(
      SparkSession spark,
      VersionFolder folder,
      Manifest manifest,
      RunAccess access,
      float[] state) {
    new DeltaLake(spark)
        .read(folder.rowsTable(), manifest.files().deltaVersion())
        .select("row", "vector")
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .foreachPartition(rows -> load(rows, access, state));
  }

  private static void load(Iterator<InternalRow> rows, RunAccess access, float[] state) {
    access
        .table()
        .load(
            sink ->
                rows.forEachRemaining(
                    row -> sink.row(row.getLong(0), row.getArray(1).toFloatArray(), 0, state, 0)));
  }
}
