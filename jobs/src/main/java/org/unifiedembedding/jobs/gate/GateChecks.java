/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.metric.Metrics;
import org.unifiedembedding.jobs.config.GateRules;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.diff.FeatureDrift;
import org.unifiedembedding.jobs.evaluate.Evaluation;
import org.unifiedembedding.jobs.inspect.FeatureCollisions;
import org.unifiedembedding.jobs.report.GateReport.Check;
import org.unifiedembedding.jobs.report.GateReport.Outcome;

/**
 * Holds what was measured against the bounds. A value that is not a number fails: a model that
 * cannot be judged is not let through.
 */
final class GateChecks {
  private static final String NO_LIVE = "there is no live version to compare with";

  private final RunConfig.Gate gate;
  private final Measured measured;
  private final List<Check> checks = new ArrayList<>();

  private GateChecks(RunConfig.Gate gate, Measured measured) {
    this.gate = gate;
    this.measured = measured;
  }

  /** The checks that have a bound, in the order of the configuration's keys. */
  static List<Check> of(RunConfig.Gate gate, Measured measured) {
    GateChecks all = new GateChecks(gate, measured);
    all.metrics();
    all.slices();
    all.rows();
    all.drift();
    return List.copyOf(all.checks);
  }

  private void metrics() {
    Evaluation judged = measured.judged();
    Metrics metrics = judged == null ? null : judged.metrics();
    Metrics live = measured.judgedLive() == null ? null : measured.judgedLive().metrics();
    fixed("min-auc", gate.minAuc(), metrics, live, Metrics::auc);
    against("max-auc-drop", gate.maxAucDrop(), metrics, live, Metrics::auc);
    fixed("max-log-loss", gate.maxLogLoss(), metrics, live, Metrics::logLoss);
    against("max-log-loss-rise", gate.maxLogLossRise(), metrics, live, Metrics::logLoss);
    fixed("min-calibration", gate.minCalibration(), metrics, live, Metrics::calibration);
    fixed("max-calibration", gate.maxCalibration(), metrics, live, Metrics::calibration);
  }

  private void fixed(
      String key,
      String text,
      @Nullable Metrics metrics,
      @Nullable Metrics live,
      ToDoubleFunction<Metrics> metric) {
    OptionalDouble bound = GateRules.bound(text);
    if (bound.isEmpty() || lacksExamples(key, metrics)) {
      return;
    }
    Double liveValue = live == null ? null : metric.applyAsDouble(live);
    check(key, "", metric.applyAsDouble(metrics), bound.getAsDouble(), liveValue, "");
  }

  /** A drop is an amount, a rise a share of the live version's value. */
  private void against(
      String key,
      String text,
      @Nullable Metrics metrics,
      @Nullable Metrics live,
      ToDoubleFunction<Metrics> metric) {
    OptionalDouble allowed = GateRules.bound(text);
    if (allowed.isEmpty() || lacksExamples(key, metrics)) {
      return;
    }
    double value = metric.applyAsDouble(metrics);
    if (live == null) {
      checks.add(new Check(key, "", value, "", null, Outcome.SKIPPED, measured.basis()));
      return;
    }
    double was = metric.applyAsDouble(live);
    if (!Double.isFinite(was)) {
      checks.add(
          new Check(key, "", value, "", was, Outcome.SKIPPED, "the live version's is no number"));
    } else if (key.endsWith("-drop")) {
      String note = "at most %s below live".formatted(text.strip());
      add(
          key,
          "",
          value,
          value >= was - allowed.getAsDouble(),
          ">= " + number(was - allowed.getAsDouble()),
          was,
          note);
    } else {
      double bound = was * (1 + allowed.getAsDouble());
      String note = "at most %s of live's above it".formatted(text.strip());
      add(key, "", value, value <= bound, "<= " + number(bound), was, note);
    }
  }

  /** Whether there is too little to judge on; then the check is skipped. */
  private boolean lacksExamples(String key, @Nullable Metrics metrics) {
    if (metrics == null) {
      checks.add(new Check(key, "", null, "", null, Outcome.SKIPPED, measured.basis()));
      return true;
    }
    if (metrics.count() < gate.minExamples()) {
      String note =
          "%,d examples (gate.min-examples is %,d)".formatted(metrics.count(), gate.minExamples());
      checks.add(new Check(key, "", null, "", null, Outcome.SKIPPED, note));
      return true;
    }
    return false;
  }

  private void slices() {
    OptionalDouble least = GateRules.bound(gate.minSliceCalibration());
    OptionalDouble greatest = GateRules.bound(gate.maxSliceCalibration());
    Evaluation judged = measured.judged();
    if (judged == null || (least.isEmpty() && greatest.isEmpty())) {
      return;
    }
    judged
        .slices()
        .forEach(
            (feature, slices) -> {
              int small = 0;
              for (Evaluation.Slice slice : slices) {
                if (slice.metrics().count() < gate.minExamples()) {
                  small++;
                  continue;
                }
                slice("min-slice-calibration", least, feature, slice);
                slice("max-slice-calibration", greatest, feature, slice);
              }
              if (small > 0) {
                String note =
                    "%,d slices with fewer than %,d examples".formatted(small, gate.minExamples());
                checks.add(
                    new Check("slice-calibration", feature, null, "", null, Outcome.SKIPPED, note));
              }
            });
  }

  private void slice(String key, OptionalDouble bound, String feature, Evaluation.Slice slice) {
    if (bound.isPresent()) {
      String subject = feature + "=" + (slice.value() == null ? "(missing)" : slice.value());
      check(
          key,
          subject,
          slice.metrics().calibration(),
          bound.getAsDouble(),
          liveCalibration(feature, slice),
          "%,d examples".formatted(slice.metrics().count()));
    }
  }

  private @Nullable Double liveCalibration(String feature, Evaluation.Slice slice) {
    Evaluation live = measured.judgedLive();
    return live == null
        ? null
        : live.slices().getOrDefault(feature, List.of()).stream()
            .filter(other -> Objects.equals(other.value(), slice.value()))
            .map(other -> other.metrics().calibration())
            .findFirst()
            .orElse(null);
  }

  private void rows() {
    GateRules.bound(gate.minTouchedShare())
        .ifPresent(
            bound ->
                check(
                    "min-touched-share",
                    "",
                    measured.touchedShare(),
                    bound,
                    measured.liveTouchedShare(),
                    ""));
    GateRules.bound(gate.maxCollisions())
        .ifPresent(bound -> measured.collisions().forEach(feature -> collisions(feature, bound)));
  }

  private void collisions(FeatureCollisions feature, double bound) {
    Double same = feature.observedSame();
    Double other = feature.observedOther();
    double met = feature.expectedSame() + feature.expectedOther();
    String note = "as chance expects, since prepare kept no vocabulary";
    if (same != null && other != null) {
      met = same + other;
      note = "";
    }
    check("max-collisions", feature.feature(), met, bound, null, note);
  }

  private void drift() {
    drift("max-norm-drift", gate.maxNormDrift(), this::normDrift);
    drift("min-cosine", gate.minCosine(), this::cosine);
    drift("min-neighbour-overlap", gate.minNeighbourOverlap(), this::overlap);
  }

  private interface DriftCheck {
    void of(String key, FeatureDrift feature, double bound);
  }

  private void drift(String key, String text, DriftCheck check) {
    OptionalDouble bound = GateRules.bound(text);
    if (bound.isEmpty()) {
      return;
    }
    if (measured.drift() == null) {
      skip(key, "", NO_LIVE);
    } else {
      measured.drift().forEach(feature -> check.of(key, feature, bound.getAsDouble()));
    }
  }

  private void normDrift(String key, FeatureDrift feature, double bound) {
    String note =
        "mean norm %s, live %s"
            .formatted(number(feature.normAfter()), number(feature.normBefore()));
    check(key, feature.feature(), Math.abs(feature.normDrift()), bound, null, note);
  }

  private void cosine(String key, FeatureDrift feature, double bound) {
    Double cosine = feature.meanCosine();
    if (!measured.startedFromLive()) {
      skip(key, feature.feature(), "the run did not start from the live version");
    } else if (cosine == null) {
      skip(key, feature.feature(), "the vectors have another length");
    } else {
      check(key, feature.feature(), cosine, bound, null, "");
    }
  }

  private void overlap(String key, FeatureDrift feature, double bound) {
    Double overlap = feature.neighbourOverlap();
    if (overlap == null) {
      skip(key, feature.feature(), "only %d values are known".formatted(feature.values()));
    } else {
      check(key, feature.feature(), overlap, bound, null, "");
    }
  }

  private void skip(String key, String subject, String note) {
    checks.add(new Check(key, subject, null, "", null, Outcome.SKIPPED, note));
  }

  /** Whether the bound is a least or a greatest value is in the key. */
  private void check(
      String key, String subject, double value, double bound, @Nullable Double live, String note) {
    boolean least = key.startsWith("min-");
    add(
        key,
        subject,
        value,
        least ? value >= bound : value <= bound,
        (least ? ">= " : "<= ") + number(bound),
        live,
        note);
  }

  private void add(
      String key,
      String subject,
      double value,
      boolean passed,
      String bound,
      @Nullable Double live,
      String note) {
    checks.add(
        new Check(
            key, subject, value, bound, live, passed ? Outcome.PASSED : Outcome.FAILED, note));
  }

  private static String number(double value) {
    return GateText.number(value);
  }
}
