/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Starts the Spark session when somebody first asks for it. spark-submit's settings win over the
 * configuration's, and those over the defaults here.
 */
final class SessionSupplier implements Supplier<SparkSession>, AutoCloseable {
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("spark.master", "local[*]"),
          Map.entry("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension"),
          Map.entry(
              "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog"),
          // Our Delta tables have few files; the default of 50 makes each small write take seconds.
          Map.entry("spark.databricks.delta.snapshotPartitions", "2"),
          // By name: the package of tables depends on this one.
          Map.entry(
              "spark.delta.logStore.file.impl", "org.unifiedembedding.jobs.lake.HardLinkLogStore"),
          Map.entry(
              "spark.delta.logStore.s3a.impl",
              "org.unifiedembedding.jobs.lake.ConditionalCreateLogStore"),
          // The same data gives the same result on every machine.
          Map.entry("spark.sql.session.timeZone", "UTC"),
          Map.entry("spark.ui.enabled", "false"));

  /** All traffic of a local session stays on this machine. */
  private static final Map<String, String> LOCAL_DEFAULTS =
      Map.of("spark.driver.host", "127.0.0.1", "spark.driver.bindAddress", "127.0.0.1");

  private final String name;
  private final Map<String, String> settings;
  private volatile @Nullable SparkSession session;

  SessionSupplier(String name, Map<String, String> settings) {
    this.name = name;
    this.settings = settings;
  }

  @Override
  public synchronized SparkSession get() {
    SparkSession started = session;
    if (started == null) {
      started = SparkSession.builder().config(conf()).getOrCreate();
      session = started;
    }
    return started;
  }

  /** Cancels the jobs that run now; waits for nothing, not even for a session that is starting. */
  void cancelJobs() {
    SparkSession started = session;
    if (started != null && !started.sparkContext().isStopped()) {
      started.sparkContext().cancelAllJobs();
    }
  }

  SparkConf conf() {
    SparkConf conf = new SparkConf();
    settings.forEach(conf::setIfMissing);
    DEFAULTS.forEach(conf::setIfMissing);
    conf.setIfMissing("spark.app.name", name);
    String master = conf.get("spark.master");
    boolean local = master.equals("local") || master.startsWith("local[");
    if (local) {
      LOCAL_DEFAULTS.forEach(conf::setIfMissing);
    }
    findSecret(conf);
    return conf;
  }

  /**
   * A Worker takes the secret from the properties of the driver that it starts and puts it into the
   * environment, where Spark 4.1 looks for it later but not when a context starts.
   */
  private static void findSecret(SparkConf conf) {
    String secret = System.getenv(SecurityManager.ENV_AUTH_SECRET());
    if (secret != null && conf.getBoolean("spark.authenticate", false)) {
      conf.setIfMissing(SecurityManager.SPARK_AUTH_SECRET_CONF(), secret);
    }
  }

  @Override
  public synchronized void close() {
    SparkSession started = session;
    if (started != null) {
      try {
        started.close();
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot close the Spark session", e);
      }
      session = null;
    }
  }
}
