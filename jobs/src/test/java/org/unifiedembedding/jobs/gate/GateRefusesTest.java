/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.cli.Progress;
import org.unifiedembedding.jobs.cli.RunPaths;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.config.ConfigReader;
import org.unifiedembedding.jobs.config.ConfigSource;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.diff.DiffVerb;
import org.unifiedembedding.jobs.diff.FeatureDrift;
import org.unifiedembedding.jobs.diff.VersionDiff;
import org.unifiedembedding.jobs.evaluate.EvaluateVerb;
import org.unifiedembedding.jobs.lake.TestSpark;
import org.unifiedembedding.jobs.prepare.PrepareJob;
import org.unifiedembedding.jobs.publish.PublishVerb;
import org.unifiedembedding.jobs.registry.Registry;
import org.unifiedembedding.jobs.report.GateReport;
import org.unifiedembedding.jobs.report.GateReport.Check;
import org.unifiedembedding.jobs.report.GateReport.Outcome;
import org.unifiedembedding.jobs.train.TrainJob;
import picocli.CommandLine;

/** A trained version that is live, and a candidate beside it that has hardly learnt anything. */
@Tag("spark")
class GateRefusesTest {
  @TempDir private static Path folder;

  private static final Map<String, String> HARDLY =
      Map.of(
          "train.row-optimizer.learning-rate", "0.00001",
          "train.head-optimizer.learning-rate", "0.00001");

  private static VerbContext context(String runId, Map<String, String> changes) {
    Map<String, String> keys = new HashMap<>(changes);
    keys.put("data", folder.toString());
    String text =
        """
        name = clicks
        source.inputs.log { format = csv, path = ${data}"/log.csv", header = true }
        source.label = "cast(label as int)"
        features = [{ name = user }, { name = item }]
        table { rows = 1000, width = 8 }
        head { type = mlp, hidden = [16] }
        prepare { unit-examples = 1000, vocabulary = all }
        train { epochs = 2, batch = 128, round-examples = 16000 }
        gate.min-examples = 1000
        """;
    RunConfig config = ConfigReader.read(new ConfigSource.Text("test.conf", text), keys);
    RunPaths paths = new RunPaths(folder.resolve("data").toString(), "clicks", runId);
    return new VerbContext(config, runId, TestSpark::session, Progress.silent(), paths);
  }

  @BeforeAll
  static void publishGoodAndTrainBad() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder log = new StringBuilder("user,item,label\n");
    for (int i = 0; i < 20_000; i++) {
      int user = random.nextInt(500);
      int item = random.nextInt(80);
      int label = random.nextInt(100) < (user % 7 + item % 5) * 10 ? 1 : 0;
      log.append("u" + user + ",i" + item + "," + label + "\n");
    }
    Files.writeString(folder.resolve("log.csv"), log);
    VerbContext good = context("good", Map.of());
    PrepareJob.run(good.spark(), good.config(), good.paths(), good.progress());
    new TrainJob(good, good.paths().prepared()).run();
    new PublishVerb().run(good);
    new TrainJob(context("bad", HARDLY), good.paths().prepared()).run();
    run(context("bad", HARDLY), new EvaluateVerb(), "--prepared", "good");
  }

  private static VerbResult run(VerbContext context, Verb verb, String... arguments)
      throws Exception {
    new CommandLine(verb).parseArgs(arguments);
    return verb.run(context);
  }

  private static Map<String, Long> aliases() {
    VerbContext any = context("any", Map.of());
    return new Registry(any.spark(), any.paths().registry(), Clock.systemUTC(), "nobody")
        .history()
        .aliases();
  }

  private static GateReport gate(VerbContext context, String... arguments) throws Exception {
    return (GateReport) run(context, new GateVerb(), arguments).values();
  }

  private static UnifiedEmbeddingException refused(Verb verb, Map<String, String> bounds) {
    Map<String, String> changes = new HashMap<>(HARDLY);
    changes.putAll(bounds);
    UnifiedEmbeddingException refusal =
        catchThrowableOfType(
            UnifiedEmbeddingException.class, () -> run(context("bad", changes), verb));
    assertThat(refusal.code()).isEqualTo(ErrorCode.GATE_REFUSED);
    assertThat(refusal.code().exitCode()).isEqualTo(4);
    return refusal;
  }

  @Test
  void aWorseCandidateIsRefusedAndNothingMoves() throws Exception {
    UnifiedEmbeddingException refusal = refused(new PublishVerb(), Map.of());

    RunPaths paths = context("bad", HARDLY).paths();
    assertThat(refusal.getMessage())
        .matches(
            "The gate refuses run 'bad' for alias 'production': max-auc-drop 0\\.\\d+ \\(must be >="
                + " 0\\.\\d+, live 0\\.\\d+; at most 0\\.005 below live\\), max-log-loss-rise"
                + " 0\\.\\d+ \\(must be <= 0\\.\\d+, live 0\\.\\d+; at most 0\\.02 of live's above"
                + " it\\)\\. Judged on [12],\\d{3} examples of the test part, version 1 on the same"
                + " examples; all checks are in "
                + paths.gate()
                + "\\. Nothing moved: train a better candidate, or change the bound, as --set"
                + " gate\\.max-auc-drop=");
    assertThat(aliases()).isEqualTo(Map.of("production", 1L));
    for (String file : List.of(paths.gate(), paths.runReport())) {
      JsonNode json = new ObjectMapper().readTree(Path.of(file).toFile());
      JsonNode found = json.has("checks") ? json : json.path("gate");
      assertThat(found.path("passed").asBoolean(true)).isFalse();
      assertThat(found.path("live").asLong()).isEqualTo(1);
      assertThat(found.at("/checks/0/key").asText()).isEqualTo("max-auc-drop");
      assertThat(found.at("/checks/0/outcome").asText()).isEqualTo("FAILED");
    }
    assertThat(Files.readString(Path.of(paths.htmlReport()))).contains("\"max-auc-drop\"");
  }

  @Test
  void everyBoundAgainstLiveIsMeasured() {
    Map<String, String> bounds = new HashMap<>();
    bounds.put("gate.max-auc-drop", "");
    bounds.put("gate.max-log-loss-rise", "");
    bounds.put("gate.min-touched-share", "1");
    bounds.put("gate.max-collisions", "0.1");
    bounds.put("gate.max-norm-drift", "0.1");
    bounds.put("gate.min-neighbour-overlap", "0.9");

    assertThat(refused(new GateVerb(), bounds).getMessage())
        .contains("min-touched-share 0.", "max-collisions of user ", "max-collisions of item ")
        .contains("max-norm-drift of user 0.", "min-neighbour-overlap of item 0.")
        .doesNotContain("calibration");
    assertThat(aliases()).isEqualTo(Map.of("production", 1L));
  }

  @Test
  void theLiveVersionPassesAgainstItself() throws Exception {
    GateReport report = gate(context("any", Map.of("gate.min-cosine", "0.9")), "--of", "1");

    assertThat(report.passed()).isTrue();
    assertThat(report.live()).isEqualTo(1);
    Check auc = report.checks().get(0);
    assertThat(auc.key()).isEqualTo("max-auc-drop");
    assertThat(auc.value()).isEqualTo(auc.live()).isGreaterThan(0.65);
    assertThat(report.checks())
        .filteredOn(check -> check.key().equals("min-cosine"))
        .extracting(Check::outcome)
        .containsExactly(Outcome.SKIPPED, Outcome.SKIPPED);
  }

  @Test
  void withoutALiveVersionOnlyFixedBoundsAreChecked() throws Exception {
    GateReport report = gate(context("bad", HARDLY), "--alias", "canary");

    assertThat(report.passed()).isTrue();
    assertThat(report.live()).isNull();
    assertThat(report.basis()).endsWith("examples of the test part, no live version");
    assertThat(report.checks())
        .extracting(Check::key, Check::outcome)
        .startsWith(
            tuple("max-auc-drop", Outcome.SKIPPED),
            tuple("max-log-loss-rise", Outcome.SKIPPED),
            tuple("min-calibration", Outcome.PASSED));
  }

  @Test
  void theCandidateIsComparedByFeature() throws Exception {
    String bad = context("bad", HARDLY).paths().version();
    VersionDiff diff =
        (VersionDiff) run(context("any", Map.of()), new DiffVerb(), "production", bad).values();

    assertThat(diff.features()).extracting(FeatureDrift::feature).containsExactly("user", "item");
    assertThat(diff.features())
        .allSatisfy(drift -> assertThat(drift.normDrift()).isNegative())
        .allSatisfy(drift -> assertThat(drift.neighbourOverlap()).isBetween(0.0, 0.9));
    assertThat(diff.configuration())
        .contains("train.row-optimizer.learning-rate was '0.02', is '1.0E-5'");
    assertThat(Objects.requireNonNull(diff.rows()).changed()).isGreaterThan(500);
  }
}
