/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

/**
 * Where the prepared data of a run lies.
 *
 * @param prepared the folder or URI of all of it
 */
public record PreparedPaths(String prepared) {

  /** Delta table of units: part, unit, size, block. */
  public String examples() {
    return prepared + "/examples";
  }

  /** Delta table of values: feature, value, fingerprint, count. */
  public String vocabulary() {
    return prepared + "/vocabulary";
  }

  /** Delta table of bad records: input, reason, record. */
  public String quarantine() {
    return prepared + "/quarantine";
  }

  /** Which files the tables of units and values consist of. */
  public String files() {
    return prepared + "/files.json";
  }

  /** The statistics, whose presence says that everything else is complete. */
  public String statistics() {
    return prepared + "/statistics.json";
  }
}
