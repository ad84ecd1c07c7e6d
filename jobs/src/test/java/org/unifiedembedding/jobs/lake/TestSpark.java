/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import org.apache.spark.sql.SparkSession;

/** The one local session of all tests of a JVM; it ends with the JVM. */
public final class TestSpark {
  private TestSpark() {}

  public static synchronized SparkSession session() {
    SparkSession session =
        SparkSession.builder()
            .master("local[2]")
            .appName("tests")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.databricks.delta.snapshotPartitions", "2")
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .config("spark.delta.logStore.file.impl", HardLinkLogStore.class.getName())
            .config("spark.delta.logStore.s3a.impl", ConditionalCreateLogStore.class.getName())
            .config(
                "spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/ue-warehouse")
            .getOrCreate();
    session.sparkContext().setLogLevel("WARN");
    return session;
  }
}
