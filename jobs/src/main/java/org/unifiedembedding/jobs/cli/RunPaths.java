/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

/**
 * The storage layout: where the parts of one run of one table lie. All are Hadoop paths; without a
 * scheme they are of the local file system.
 *
 * @param root the configuration's root, absolute
 */
public record RunPaths(String root, String name, String runId) {

  /** Everything of the table. */
  public String table() {
    return root + "/" + name;
  }

  public String run() {
    return table() + "/runs/" + runId;
  }

  /** The same table's parts of another run. */
  public RunPaths ofRun(String id) {
    return new RunPaths(root, name, id);
  }

  public String prepared() {
    return run() + "/prepared";
  }

  public String checkpoint() {
    return run() + "/checkpoint";
  }

  /** The stored result of a verb. */
  public String result(String verb) {
    return run() + "/result-" + verb + ".json";
  }

  /** What the gate found. */
  public String gate() {
    return run() + "/gate.json";
  }

  public String runReport() {
    return run() + "/run-report.json";
  }

  public String htmlReport() {
    return run() + "/report.html";
  }

  /** The candidate, and after publishing the version, that this run makes. */
  public String version() {
    return table() + "/versions/" + runId;
  }

  /**
   * The export of this run's version in a format, beside the versions, whose files never change.
   */
  public String export(String format) {
    return exports() + "/" + format;
  }

  /** All exports of this run's version in their default place. */
  public String exports() {
    return table() + "/exports/" + runId;
  }

  /** The increment from another run's version to this run's, beside the versions too. */
  public String increment(String format, String fromRunId) {
    return increments() + "/" + format + "/" + fromRunId;
  }

  /** All increments to this run's version. */
  public String increments() {
    return table() + "/increments/" + runId;
  }

  /** The values with their vectors, for readers of Delta. */
  public String materialized() {
    return table() + "/materialized";
  }

  public String registry() {
    return table() + "/registry";
  }
}
