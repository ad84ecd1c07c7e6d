/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cluster;

/** Where spark-submit puts the driver and the tasks. */
public enum DeployMode {
  /** Both into its own process. */
  LOCAL("--master local[1]"),
  /** The driver into its own process, the tasks into executors. */
  CLIENT("--deploy-mode client"),
  /** The driver into a process of a Worker, the tasks into executors. */
  CLUSTER("--deploy-mode cluster");

  private final String options;

  DeployMode(String options) {
    this.options = options;
  }

  /** What spark-submit is told. */
  String options() {
    return options;
  }
}
