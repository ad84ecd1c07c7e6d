/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.unifiedembedding.jobs.config.RunConfig;

/**
 * What a verb works with.
 *
 * @param config complete and checked
 * @param runId letters, digits, '-', '_' and '.'
 * @param session starts the session at the first call and returns the same one afterwards
 * @param progress where long work says how far it is
 * @param paths where the run's parts lie
 */
public record VerbContext(
    RunConfig config,
    String runId,
    Supplier<SparkSession> session,
    Progress progress,
    RunPaths paths) {

  /** The Spark session; the first call takes seconds. */
  public SparkSession spark() {
    return session.get();
  }

  /** The session's settings of Hadoop's file systems. */
  public Configuration hadoop() {
    return spark().sparkContext().hadoopConfiguration();
  }

  /**
   * The context of a run beside this one, of the same table and in the same session.
   *
   * @param suffix its run id is this one's, '-' and the suffix
   */
  public VerbContext variant(String suffix, RunConfig changed) {
    String id = runId + "-" + suffix;
    return new VerbContext(changed, id, session, progress, paths.ofRun(id));
  }
}
