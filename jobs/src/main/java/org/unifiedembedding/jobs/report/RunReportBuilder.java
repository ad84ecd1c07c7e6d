/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.metric.Calibration;
import org.unifiedembedding.embedding.metric.RocPoint;
import org.unifiedembedding.jobs.inspect.Inspection;
import org.unifiedembedding.jobs.report.RunReport.Event;
import org.unifiedembedding.jobs.report.RunReport.Quality;
import org.unifiedembedding.jobs.report.RunReport.Round;
import org.unifiedembedding.jobs.report.RunReport.Slice;

/** Collects a {@link RunReport} from whatever is known; nothing is required. Not thread-safe. */
public final class RunReportBuilder {
  private final String name;
  private final String runId;
  private final Instant createdAt;
  private @Nullable String version;
  private @Nullable Quality quality;
  private @Nullable Inspection inspection;
  private @Nullable GateReport gate;
  private List<Calibration.Bin> calibration = List.of();
  private List<RocPoint> roc = List.of();
  private final List<Round> rounds = new ArrayList<>();
  private final List<Slice> slices = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final Map<String, String> configuration = new LinkedHashMap<>();
  private final Map<String, String> provenance = new LinkedHashMap<>();

  public RunReportBuilder(String name, String runId, Instant createdAt) {
    this.name = name;
    this.runId = runId;
    this.createdAt = createdAt;
  }

  /** The folder of the candidate or version. */
  public RunReportBuilder version(String folder) {
    version = folder;
    return this;
  }

  public RunReportBuilder quality(Quality found) {
    quality = found;
    return this;
  }

  public RunReportBuilder inspection(Inspection found) {
    inspection = found;
    return this;
  }

  public RunReportBuilder gate(GateReport found) {
    gate = found;
    return this;
  }

  public RunReportBuilder calibration(List<Calibration.Bin> bins) {
    calibration = List.copyOf(bins);
    return this;
  }

  public RunReportBuilder roc(List<RocPoint> points) {
    roc = List.copyOf(points);
    return this;
  }

  /** Adds a round behind those that were added. */
  public RunReportBuilder round(Round round) {
    rounds.add(round);
    return this;
  }

  /** Adds a slice behind those that were added. */
  public RunReportBuilder slice(Slice slice) {
    slices.add(slice);
    return this;
  }

  /** Adds an event behind those that were added. */
  public RunReportBuilder event(Event event) {
    events.add(event);
    return this;
  }

  /** Adds keys of the configuration; the caller has redacted secrets. */
  public RunReportBuilder configuration(Map<String, String> keys) {
    configuration.putAll(keys);
    return this;
  }

  /** Adds facts on where the version comes from. */
  public RunReportBuilder provenance(Map<String, String> facts) {
    provenance.putAll(facts);
    return this;
  }

  public RunReport build() {
    return new RunReport(
        name,
        runId,
        createdAt.toString(),
        version,
        quality,
        rounds,
        calibration,
        roc,
        slices,
        inspection,
        gate,
        configuration,
        provenance,
        events);
  }
}
