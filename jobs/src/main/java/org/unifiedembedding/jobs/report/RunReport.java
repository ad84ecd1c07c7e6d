/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.metric.Calibration;
import org.unifiedembedding.embedding.metric.Metrics;
import org.unifiedembedding.embedding.metric.RocPoint;
import org.unifiedembedding.jobs.inspect.Inspection;

/**
 * Everything that is known of a run; made by {@link RunReportBuilder}. What is null or empty is
 * left out of the page. Numbers that are not finite mean: not known.
 *
 * @param name of the table
 * @param runId of the run
 * @param createdAt ISO-8601 instant
 * @param version folder of the candidate or version
 * @param quality how good it is
 * @param rounds in their order
 * @param calibration bins in the order of the predicted probability
 * @param roc points from (0, 0) to (1, 1)
 * @param slices metrics of parts of the examples
 * @param inspection what the table looks like inside
 * @param gate what the gate found; null: it was not asked yet
 * @param configuration every key with its value, secrets redacted
 * @param provenance data version, seed, code version, JDK, CPU, kernels and the like, by name
 * @param events what the run survived
 */
public record RunReport(
    String name,
    String runId,
    String createdAt,
    @Nullable String version,
    @Nullable Quality quality,
    List<Round> rounds,
    List<Calibration.Bin> calibration,
    List<RocPoint> roc,
    List<Slice> slices,
    @Nullable Inspection inspection,
    @Nullable GateReport gate,
    Map<String, String> configuration,
    Map<String, String> provenance,
    List<Event> events) {
  public RunReport {
    rounds = List.copyOf(rounds);
    calibration = List.copyOf(calibration);
    roc = List.copyOf(roc);
    slices = List.copyOf(slices);
    configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    events = List.copyOf(events);
  }

  /** The same with what the gate found. */
  public RunReport withGate(GateReport found) {
    return new RunReport(
        name,
        runId,
        createdAt,
        version,
        quality,
        rounds,
        calibration,
        roc,
        slices,
        inspection,
        found,
        configuration,
        provenance,
        events);
  }

  /**
   * How good the version is, with what it is held against.
   *
   * @param part the examples that it was judged on: test or validation
   * @param metrics over all of them
   * @param peers others on the same examples, such as the Bayes-optimal model or another layout
   */
  public record Quality(String part, Metrics metrics, List<Peer> peers) {
    public Quality {
      peers = List.copyOf(peers);
    }
  }

  /** Something to compare with; a metric that is not known is NaN. */
  public record Peer(String name, double auc, double logLoss) {}

  /**
   * A finished round.
   *
   * @param round from 0
   * @param epochs passes over the training part so far
   * @param examples of the round
   * @param trainingLoss mean log-loss in nats, each example measured before it was learnt from
   * @param validationAuc NaN without a validation part
   * @param validationLogLoss in nats; NaN without a validation part
   * @param examplesPerSecond training speed
   * @param checkpointSeconds from the end of the round before to its commit, while this one trained
   * @param checkpointWaitSeconds how long training stood still for that
   */
  public record Round(
      long round,
      double epochs,
      long examples,
      double trainingLoss,
      double validationAuc,
      double validationLogLoss,
      double examplesPerSecond,
      double checkpointSeconds,
      double checkpointWaitSeconds) {}

  /**
   * The examples with one value of a feature.
   *
   * @param value its text; null: missing
   */
  public record Slice(String feature, @Nullable String value, Metrics metrics) {}

  /**
   * Something that the run survived: a retry, a resume, a warm start.
   *
   * @param round the round that it met
   * @param message what happened, for people
   */
  public record Event(String kind, long round, String message) {}
}
