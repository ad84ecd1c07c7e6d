/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.evaluate;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.config.ConfigText;
import org.unifiedembedding.jobs.inspect.Inspection;
import org.unifiedembedding.jobs.report.GateReport;
import org.unifiedembedding.jobs.report.RunReport;
import org.unifiedembedding.jobs.report.RunReportBuilder;
import org.unifiedembedding.jobs.train.RoundRecord;
import org.unifiedembedding.jobs.train.TrainEvent;
import org.unifiedembedding.jobs.train.TrainResult;

/** Puts together what is known of a run when its candidate is judged. */
final class RunReports {
  private RunReports() {}

  /**
   * The report of a run.
   *
   * @param manifest of the candidate
   * @param trained what train left; empty: the rounds are not known
   * @param gate what the gate found; empty: it was not asked yet
   * @param peers models to hold it against
   */
  static RunReport of(
      VerbContext context,
      Evaluation evaluation,
      Inspection inspection,
      Manifest manifest,
      Optional<TrainResult> trained,
      Optional<GateReport> gate,
      List<RunReport.Peer> peers) {
    RunReportBuilder report =
        new RunReportBuilder(context.config().name(), context.runId(), Instant.now())
            .version(evaluation.candidate())
            .quality(new RunReport.Quality(evaluation.part(), evaluation.metrics(), peers))
            .calibration(evaluation.calibration())
            .roc(evaluation.roc())
            .inspection(inspection)
            .configuration(ConfigText.ofRun(context.config(), ""))
            .provenance(provenance(manifest));
    evaluation
        .slices()
        .forEach(
            (feature, values) ->
                values.forEach(
                    slice ->
                        report.slice(
                            new RunReport.Slice(feature, slice.value(), slice.metrics()))));
    trained.ifPresent(
        result -> {
          result.rounds().forEach(round -> report.round(round(round)));
          result.events().forEach(event -> report.event(event(event)));
        });
    gate.ifPresent(report::gate);
    return report.build();
  }

  private static RunReport.Round round(RoundRecord round) {
    return new RunReport.Round(
        round.round(),
        round.epochsDone(),
        round.examples(),
        round.trainingLoss(),
        round.validationAuc(),
        round.validationLogLoss(),
        round.examplesPerSecond(),
        round.checkpointSeconds(),
        round.checkpointWaitSeconds());
  }

  private static RunReport.Event event(TrainEvent event) {
    return new RunReport.Event(event.kind(), event.round(), event.message());
  }

  private static Map<String, String> provenance(Manifest manifest) {
    Manifest.Training training = manifest.training();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("trained at", manifest.createdAt());
    facts.put("prepared data", training.dataPath());
    facts.put("version of the data", Long.toString(training.dataVersion()));
    String parent = manifest.parent();
    facts.put("started from", parent == null ? "scratch" : "the version of run " + parent);
    facts.put("best round", Long.toString(training.bestRound()));
    facts.put("examples read", "%,d".formatted(training.examples()));
    facts.put("row optimizer", training.rowOptimizer());
    facts.put("head optimizer", training.headOptimizer());
    facts.put("seed", Long.toString(training.seed()));
    facts.putAll(training.environment());
    return facts;
  }
}
