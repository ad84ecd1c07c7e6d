/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gate found; the content of gate.json.
 *
 * @param candidate folder of what was judged
 * @param runId of the run that trained it
 * @param alias that would move to it; empty: none
 * @param live number of the version that the alias names; null: none, so that only fixed bounds
 *     were checked
 * @param basis what metrics were measured on, and whether the live version's are of the same
 *     examples
 * @param checks in the order of the keys of gate in conf/reference.conf
 */
public record GateReport(
    String candidate,
    String runId,
    String alias,
    @Nullable Long live,
    String basis,
    List<Check> checks) {
  public GateReport {
    checks = List.copyOf(checks);
  }

  /** Whether no check failed. */
  @JsonProperty
  public boolean passed() {
    return failed().isEmpty();
  }

  /** The checks that failed. */
  public List<Check> failed() {
    return checks.stream().filter(check -> check.outcome() == Outcome.FAILED).toList();
  }

  /** How a check ended. */
  public enum Outcome {
    PASSED,
    FAILED,
    /** There was nothing to check it with; the note says why. */
    SKIPPED
  }

  /**
   * One number against its bound.
   *
   * @param key of the configuration that has the bound
   * @param subject the feature or slice that it is about; empty: the whole candidate
   * @param value null: it could not be measured
   * @param bound as in ">= 0.7"; empty: there is none
   * @param live the same number of the live version; null: not known or not used
   * @param note what there is to say besides; empty: nothing
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Check(
      String key,
      String subject,
      @Nullable Double value,
      String bound,
      @Nullable Double live,
      Outcome outcome,
      String note) {}
}
