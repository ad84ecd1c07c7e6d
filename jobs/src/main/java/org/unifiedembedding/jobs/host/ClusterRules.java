/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/** What must hold of an application before its executors can keep shards. */
final class ClusterRules {
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";
  private static final String LEAST = "spark.dynamicAllocation.minExecutors";

  private ClusterRules() {}

  static void check(JavaSparkContext spark) {
    SparkConf conf = spark.getConf();
    if (!spark.sc().isLocal() && conf.getBoolean(DYNAMIC, false) && conf.getInt(LEAST, 0) < 1) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "Invalid "
              + LEAST
              + ": "
              + conf.getInt(LEAST, 0)
              + " while "
              + DYNAMIC
              + " is true (must be at least 1: shards live in executors, which must come before"
              + " there is work for them). Set it to the number of executors that the table"
              + " needs.");
    }
  }
}
