/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.metric.Metrics;
import org.unifiedembedding.jobs.config.ConfigReader;
import org.unifiedembedding.jobs.config.ConfigSource;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.diff.FeatureDrift;
import org.unifiedembedding.jobs.evaluate.Evaluation;
import org.unifiedembedding.jobs.inspect.FeatureCollisions;
import org.unifiedembedding.jobs.report.GateReport.Check;
import org.unifiedembedding.jobs.report.GateReport.Outcome;

/** Every check with a value on each side of its bound. */
class GateChecksTest {
  private static final String BASIS = "10,000 examples of the test part, version 3 on the same";

  /** The bounds of a configuration in which only these are set. */
  private static RunConfig.Gate bounds(String... keysAndValues) {
    Map<String, String> settings = new HashMap<>();
    for (String key :
        List.of("max-auc-drop", "max-log-loss-rise", "min-calibration", "max-calibration")) {
      settings.put("gate." + key, "");
    }
    for (int i = 0; i < keysAndValues.length; i += 2) {
      settings.put("gate." + keysAndValues[i], keysAndValues[i + 1]);
    }
    String text =
        """
        name = test
        source.inputs.log { format = csv, path = "log.csv", header = true }
        features = [{ name = user }]
        table.rows = 5000
        """;
    return ConfigReader.read(new ConfigSource.Text("test.conf", text), settings).gate();
  }

  private static Metrics metrics(double auc, double logLoss, double calibration, long count) {
    return new Metrics(auc, logLoss, 0.8, calibration, count * 0.2, count, count);
  }

  private static Evaluation evaluation(
      Metrics metrics, Map<String, List<Evaluation.Slice>> slices) {
    return new Evaluation("folder", "test", metrics, slices, List.of(), List.of());
  }

  private static Measured measured(@Nullable Metrics candidate, @Nullable Metrics live) {
    return new Measured(
        candidate == null ? null : evaluation(candidate, Map.of()),
        live == null ? null : evaluation(live, Map.of()),
        BASIS,
        0.4,
        0.5,
        List.of(),
        null,
        false);
  }

  private static Measured drifted(boolean startedFromLive, FeatureDrift... drift) {
    return new Measured(null, null, BASIS, 0.4, 0.5, List.of(), List.of(drift), startedFromLive);
  }

  /** The only check, in the words of a refusal. */
  private static String only(Outcome outcome, RunConfig.Gate gate, Measured measured) {
    List<Check> checks = GateChecks.of(gate, measured);
    assertThat(checks).hasSize(1);
    assertThat(checks.get(0).outcome()).isEqualTo(outcome);
    return outcome == Outcome.SKIPPED ? checks.get(0).note() : GateText.failure(checks.get(0));
  }

  private static final Metrics GOOD = metrics(0.8, 0.4, 1.0, 10_000);
  private static final Metrics WORSE = metrics(0.79, 0.44, 1.5, 10_000);

  @Test
  void nothingIsCheckedWithoutABound() {
    assertThat(GateChecks.of(bounds(), measured(GOOD, GOOD))).isEmpty();
  }

  @Test
  void aucHasALeastValue() {
    RunConfig.Gate gate = bounds("min-auc", "0.795");
    only(Outcome.PASSED, gate, measured(GOOD, null));
    assertThat(only(Outcome.FAILED, gate, measured(WORSE, GOOD)))
        .isEqualTo("min-auc 0.79 (must be >= 0.795, live 0.8)");
  }

  @Test
  void aucMayFallALittleBelowLive() {
    RunConfig.Gate gate = bounds("max-auc-drop", "0.005");
    only(Outcome.PASSED, gate, measured(metrics(0.7951, 0.4, 1, 10_000), GOOD));
    assertThat(only(Outcome.FAILED, gate, measured(WORSE, GOOD)))
        .isEqualTo("max-auc-drop 0.79 (must be >= 0.795, live 0.8; at most 0.005 below live)");
    assertThat(only(Outcome.SKIPPED, gate, measured(WORSE, null))).isEqualTo(BASIS);
  }

  @Test
  void logLossHasAGreatestValueAndMayRiseByAShare() {
    assertThat(only(Outcome.FAILED, bounds("max-log-loss", "0.43"), measured(WORSE, GOOD)))
        .isEqualTo("max-log-loss 0.44 (must be <= 0.43, live 0.4)");
    RunConfig.Gate rise = bounds("max-log-loss-rise", "0.05");
    only(Outcome.PASSED, rise, measured(metrics(0.8, 0.419, 1, 10_000), GOOD));
    assertThat(only(Outcome.FAILED, rise, measured(WORSE, GOOD)))
        .isEqualTo(
            "max-log-loss-rise 0.44 (must be <= 0.42, live 0.4; at most 0.05 of live's above it)");
  }

  @Test
  void calibrationHasARange() {
    RunConfig.Gate gate = bounds("min-calibration", "0.8", "max-calibration", "1.25");
    assertThat(GateChecks.of(gate, measured(WORSE, null)))
        .extracting(Check::key, Check::outcome, Check::bound)
        .containsExactly(
            tuple("min-calibration", Outcome.PASSED, ">= 0.8"),
            tuple("max-calibration", Outcome.FAILED, "<= 1.25"));
  }

  @Test
  void whatIsNoNumberFails() {
    Metrics diverged = metrics(Double.NaN, Double.NaN, Double.NaN, 10_000);
    RunConfig.Gate gate =
        bounds("min-auc", "0", "max-log-loss", "99", "max-auc-drop", "1", "min-calibration", "0");
    assertThat(GateChecks.of(gate, measured(diverged, GOOD)))
        .hasSize(4)
        .allSatisfy(check -> assertThat(check.outcome()).isEqualTo(Outcome.FAILED));
  }

  @Test
  void aLiveVersionThatIsNoNumberBlocksNothing() {
    Metrics diverged = metrics(Double.NaN, Double.NaN, Double.NaN, 10_000);
    assertThat(only(Outcome.SKIPPED, bounds("max-auc-drop", "0.005"), measured(GOOD, diverged)))
        .isEqualTo("the live version's is no number");
  }

  @Test
  void fewExamplesAreNotJudged() {
    Metrics few = metrics(0.1, 9, 9, 4_999);
    assertThat(only(Outcome.SKIPPED, bounds("min-auc", "0.7"), measured(few, GOOD)))
        .isEqualTo("4,999 examples (gate.min-examples is 5,000)");
    only(Outcome.FAILED, bounds("min-auc", "0.7", "min-examples", "4999"), measured(few, GOOD));
    assertThat(only(Outcome.SKIPPED, bounds("min-auc", "0.7"), measured(null, null)))
        .isEqualTo(BASIS);
  }

  @Test
  void everyLargeSliceIsCalibrated() {
    Map<String, List<Evaluation.Slice>> slices =
        Map.of(
            "country",
            List.of(
                new Evaluation.Slice("de", metrics(0.8, 0.4, 1.1, 9_000)),
                new Evaluation.Slice(null, metrics(0.8, 0.4, 1.4, 6_000)),
                new Evaluation.Slice("li", metrics(0.8, 0.4, 7.0, 40))));
    Measured measured =
        new Measured(evaluation(GOOD, slices), null, BASIS, 0.4, null, List.of(), null, false);

    List<Check> checks = GateChecks.of(bounds("max-slice-calibration", "1.25"), measured);

    assertThat(checks)
        .extracting(Check::subject, Check::value, Check::outcome, Check::note)
        .containsExactly(
            tuple("country=de", 1.1, Outcome.PASSED, "9,000 examples"),
            tuple("country=(missing)", 1.4, Outcome.FAILED, "6,000 examples"),
            tuple("country", null, Outcome.SKIPPED, "1 slices with fewer than 5,000 examples"));
  }

  @Test
  void touchedShareHasALeastValue() {
    only(Outcome.PASSED, bounds("min-touched-share", "0.4"), measured(null, null));
    assertThat(only(Outcome.FAILED, bounds("min-touched-share", "0.45"), measured(null, null)))
        .isEqualTo("min-touched-share 0.4 (must be >= 0.45, live 0.5)");
  }

  @Test
  void collisionsHaveAGreatestValueForEachFeature() {
    List<FeatureCollisions> collisions =
        List.of(
            new FeatureCollisions("user", "multiplexed", 2, 9, 0.5, 0.3, 0.4, 0.5, 0.6, 9L, 9L),
            new FeatureCollisions(
                "item", "multiplexed", 2, 9, 0.5, 0.3, 0.5, null, null, null, null));
    Measured measured = new Measured(null, null, BASIS, 0.4, null, collisions, null, false);

    assertThat(GateChecks.of(bounds("max-collisions", "1"), measured))
        .extracting(GateText::failure)
        .containsExactly(
            "max-collisions of user 1.1 (must be <= 1)",
            "max-collisions of item 0.8 (must be <= 1; as chance expects, since prepare kept no"
                + " vocabulary)");
  }

  @Test
  void normsMayDriftUpOrDown() {
    RunConfig.Gate gate = bounds("max-norm-drift", "0.2");
    only(Outcome.PASSED, gate, drifted(false, new FeatureDrift("user", 50, 1, 1.1, 0.9, 0.8, 0.7)));
    assertThat(
            only(
                Outcome.FAILED,
                gate,
                drifted(false, new FeatureDrift("user", 50, 1, 0.5, 0.9, 0.8, 0.7))))
        .isEqualTo("max-norm-drift of user 0.5 (must be <= 0.2; mean norm 0.5, live 1)");
    assertThat(only(Outcome.SKIPPED, gate, measured(GOOD, null)))
        .isEqualTo("there is no live version to compare with");
  }

  @Test
  void cosinesMeanNothingAfterAnotherStart() {
    RunConfig.Gate gate = bounds("min-cosine", "0.95");
    FeatureDrift drift = new FeatureDrift("user", 50, 1, 1, 0.9, 0.8, 0.7);
    assertThat(only(Outcome.FAILED, gate, drifted(true, drift)))
        .isEqualTo("min-cosine of user 0.9 (must be >= 0.95)");
    assertThat(only(Outcome.SKIPPED, gate, drifted(false, drift)))
        .isEqualTo("the run did not start from the live version");
    assertThat(
            only(
                Outcome.SKIPPED,
                gate,
                drifted(true, new FeatureDrift("user", 50, 1, 1, null, null, 0.7))))
        .isEqualTo("the vectors have another length");
  }

  @Test
  void neighboursMustBeInCommon() {
    RunConfig.Gate gate = bounds("min-neighbour-overlap", "0.8");
    assertThat(
            only(
                Outcome.FAILED,
                gate,
                drifted(false, new FeatureDrift("user", 50, 1, 1, 0.9, 0.8, 0.7))))
        .isEqualTo("min-neighbour-overlap of user 0.7 (must be >= 0.8)");
    assertThat(
            only(
                Outcome.SKIPPED,
                gate,
                drifted(false, new FeatureDrift("sex", 2, 1, 1, 0.9, 0.8, null))))
        .isEqualTo("only 2 values are known");
  }
}
