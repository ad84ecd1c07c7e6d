/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.gate;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.diff.Drift;
import org.unifiedembedding.jobs.diff.FeatureDrift;
import org.unifiedembedding.jobs.evaluate.EvaluateJob;
import org.unifiedembedding.jobs.evaluate.Evaluation;
import org.unifiedembedding.jobs.inspect.FeatureCollisions;
import org.unifiedembedding.jobs.inspect.InspectJob;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.prepare.PreparedExamples;
import org.unifiedembedding.jobs.registry.PublishedVersion;
import org.unifiedembedding.jobs.report.GateReport;

/**
 * Measures what the gate's bounds ask for, and no more. Candidate and live version are both judged
 * on the test part of the data that the candidate was trained on: metrics of different examples say
 * nothing about each other.
 */
final class GateJob {
  private final VerbContext context;
  private final RunConfig.Gate gate;
  private final VersionFolder folder;
  private final Manifest manifest;
  private final @Nullable PublishedVersion live;

  GateJob(VerbContext context, VersionFolder folder, @Nullable PublishedVersion live) {
    this.context = context;
    this.gate = context.config().gate();
    this.folder = folder;
    this.manifest = folder.manifest();
    this.live = live;
  }

  GateReport run(String alias) {
    context.progress().stage("gate: " + folder.path());
    Measured measured = measure();
    return new GateReport(
        folder.path(),
        manifest.runId(),
        alias,
        live == null ? null : live.version().number(),
        measured.basis(),
        GateChecks.of(gate, measured));
  }

  private Measured measure() {
    Manifest liveManifest = live == null ? null : live.folder().manifest();
    Judged judged = judge(liveManifest);
    return new Measured(
        judged.candidate(),
        judged.live(),
        judged.basis(),
        touchedShare(manifest),
        liveManifest == null ? null : touchedShare(liveManifest),
        gate.maxCollisions().isBlank() ? List.of() : collisions(),
        drift(),
        liveManifest != null && liveManifest.runId().equals(manifest.parent()));
  }

  private record Judged(@Nullable Evaluation candidate, @Nullable Evaluation live, String basis) {}

  private Judged judge(@Nullable Manifest liveManifest) {
    if (!asked(
        gate.minAuc(),
        gate.maxAucDrop(),
        gate.maxLogLoss(),
        gate.maxLogLossRise(),
        gate.minCalibration(),
        gate.maxCalibration(),
        gate.minSliceCalibration(),
        gate.maxSliceCalibration())) {
      return new Judged(null, null, "no metric has a bound");
    }
    Manifest.Training training = manifest.training();
    PreparedExamples prepared = PreparedExamples.open(context.spark(), training.dataPath());
    Optional<String> part = EvaluateJob.part(prepared);
    if (part.isEmpty()) {
      String none = "neither the test nor the validation part of %s has examples";
      return new Judged(null, null, none.formatted(training.dataPath()));
    }
    Evaluation candidate = EvaluateJob.run(context, prepared, folder.path());
    String basis =
        "%,d examples of the %s part".formatted(candidate.metrics().count(), part.orElseThrow());
    if (live == null || liveManifest == null) {
      return new Judged(candidate, null, basis + ", no live version");
    }
    String name = "version " + live.version().number();
    Optional<String> obstacle =
        new SameExamples(manifest.features(), prepared.schema()).obstacle(liveManifest.features());
    if (obstacle.isPresent()) {
      String reason = "%s; %s is not judged on them: %s";
      return new Judged(candidate, null, reason.formatted(basis, name, obstacle.orElseThrow()));
    }
    Evaluation judgedLive = EvaluateJob.run(context, prepared, live.folder().path());
    return new Judged(candidate, judgedLive, basis + ", " + name + " on the same examples");
  }

  private List<FeatureCollisions> collisions() {
    return InspectJob.run(context, folder.path()).features();
  }

  private @Nullable List<FeatureDrift> drift() {
    boolean asked = asked(gate.maxNormDrift(), gate.minCosine(), gate.minNeighbourOverlap());
    return live == null || !asked
        ? null
        : Drift.between(context, live.folder(), folder, gate.frequentValues());
  }

  private static boolean asked(String... bounds) {
    return Stream.of(bounds).anyMatch(bound -> !bound.isBlank());
  }

  private static double touchedShare(Manifest manifest) {
    return (double) manifest.files().storedRows() / manifest.table().geometry().rows();
  }
}
