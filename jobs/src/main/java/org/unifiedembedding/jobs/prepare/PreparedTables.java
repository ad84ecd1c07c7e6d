/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.unifiedembedding.jobs.lake.DeltaLake;

/** The Delta tables of prepared data: how they are written, so that any reader can read them. */
final class PreparedTables {
  static final StructType VOCABULARY =
      new StructType()
          .add("feature", DataTypes.StringType, false)
          .add("value", DataTypes.StringType, true)
          .add("fingerprint", DataTypes.LongType, false)
          .add("count", DataTypes.LongType, false);

  static final StructType QUARANTINE =
      new StructType()
          .add("input", DataTypes.StringType, false)
          .add("reason", DataTypes.StringType, false)
          .add("record", DataTypes.StringType, false);

  /**
   * A row group for each unit, so that a reader decodes what it wants and nothing else; one open
   * writer a part instead of a sort by part; no dictionary and no statistics of blocks.
   */
  private static final Map<String, String> UNIT_SETTINGS =
      Map.of(
          "parquet.block.row.count.limit", "1",
          "parquet.enable.dictionary", "false",
          "parquet.column.statistics.enabled#block", "false",
          "spark.sql.maxConcurrentOutputFileWriters", "3");

  private PreparedTables() {}

  /** Writes the table of units and returns its Delta version. */
  static long writeExamples(SparkSession session, RDD<InternalRow> rows, String path) {
    UNIT_SETTINGS.forEach((key, value) -> session.conf().set(key, value));
    try {
      writer(session, rows, UnitPacker.SCHEMA).partitionBy("part").save(path);
    } finally {
      UNIT_SETTINGS.keySet().forEach(key -> session.conf().unset(key));
    }
    return DeltaLog.forTable(session, new Path(path)).unsafeVolatileSnapshot().version();
  }

  /** Part, unit, size and file of every unit, in no order. */
  static List<Row> units(SparkSession session, String path) {
    return session
        .read()
        .format("delta")
        .load(path)
        .select(col("part"), col("unit"), col("size"), col("_metadata.file_path"))
        .collectAsList();
  }

  /** The files of a table, paths below its folder. */
  static List<String> files(SparkSession session, String path) {
    DeltaLake lake = new DeltaLake(session);
    return lake.files(path, lake.version(path)).stream().map(file -> file.name()).toList();
  }

  static void write(SparkSession session, RDD<InternalRow> rows, StructType schema, String path) {
    writer(session, rows, schema).save(path);
  }

  private static DataFrameWriter<Row> writer(
      SparkSession session, RDD<InternalRow> rows, StructType schema) {
    return ((org.apache.spark.sql.classic.SparkSession) session)
        .internalCreateDataFrame(rows, schema, false)
        .write()
        .format("delta")
        .option("compression", "zstd")
        .option("delta.enableDeletionVectors", "false")
        .option("delta.columnMapping.mode", "none")
        .option("delta.logRetentionDuration", "interval 3650 days")
        .option("delta.deletedFileRetentionDuration", "interval 3650 days");
  }
}
