/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.diff;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.jobs.lake.DeltaLake;
import org.unifiedembedding.jobs.lake.VersionFolder;

/**
 * The stored rows of two versions of one geometry, held against each other.
 *
 * @param same with the same floats
 * @param changed in both, with other floats
 * @param added in the later version only
 * @param removed in the earlier version only
 */
public record RowChanges(long same, long changed, long added, long removed) {

  /** Rows that a loader of the earlier version would have to be sent. */
  public long moved() {
    return changed + added + removed;
  }

  /** Joins the Delta tables of both versions by row. */
  static RowChanges of(SparkSession spark, VersionFolder before, VersionFolder after) {
    Dataset<Row> was = rows(spark, before).withColumnRenamed("vector", "was");
    Dataset<Row> is = rows(spark, after).withColumnRenamed("vector", "is");
    spark.sparkContext().setJobDescription("diff: rows of both versions");
    try {
      Row counts =
          was.join(is, was.col("row").equalTo(is.col("row")), "full_outer")
              .agg(
                  count(lit(1)),
                  count_if(col("was").isNull()),
                  count_if(col("is").isNull()),
                  count_if(col("was").equalTo(col("is"))))
              .first();
      long added = counts.getLong(1);
      long removed = counts.getLong(2);
      long same = counts.getLong(3);
      return new RowChanges(same, counts.getLong(0) - added - removed - same, added, removed);
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
  }

  private static Dataset<Row> rows(SparkSession spark, VersionFolder folder) {
    Manifest manifest = folder.manifest();
    return new DeltaLake(spark)
        .read(folder.rowsTable(), manifest.files().deltaVersion())
        .select("row", "vector");
  }
}
