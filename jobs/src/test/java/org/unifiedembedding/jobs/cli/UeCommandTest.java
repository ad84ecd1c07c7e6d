/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

class UeCommandTest {
  private static final String SMALL =
      """
      name = clicks
      source.inputs.log { format = parquet, path = log }
      features = [{ name = user }]
      table.rows = 1000
      """;

  @TempDir private Path folder;
  private final AtomicInteger runs = new AtomicInteger();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private @Nullable Exception failure;
  private Verb.Repeat repeat = Verb.Repeat.KEEPS_RESULT;

  @BeforeEach
  void writeConfiguration() throws IOException {
    Files.writeString(folder.resolve("small.conf"), SMALL);
  }

  private int ue(String... arguments) {
    out.reset();
    err.reset();
    Console console =
        new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false);
    List<Verb> verbs = List.of(new CountingVerb(runs, repeat, failure));
    return new UeCommand(verbs, console).execute(arguments);
  }

  private int count(String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("count", "--conf", folder.resolve("small.conf").toString()));
    arguments.addAll(List.of("--set", "root=" + folder.resolve("root")));
    arguments.addAll(List.of(more));
    return ue(arguments.toArray(String[]::new));
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }

  @Test
  void printsTextAndNothingElse() {
    assertThat(count()).isZero();
    assertThat(out()).isEqualTo("counted 1" + System.lineSeparator());
    assertThat(err()).isEmpty();
  }

  @Test
  void printsOneLineOfJson() {
    assertThat(count("--json", "--run-id", "r1")).isZero();
    assertThat(out().strip())
        .isEqualTo("{\"verb\":\"count\",\"runId\":\"r1\",\"result\":{\"count\":1}}");
  }

  @Test
  void doesItsWorkOnceForARunIdAndConfiguration() {
    assertThat(count("--run-id", "r1")).isZero();
    assertThat(count("--run-id", "r1")).isZero();
    assertThat(out()).isEqualTo("counted 1" + System.lineSeparator());
    assertThat(folder.resolve("root/clicks/runs/r1/result-count.json")).exists();
    assertThat(count("--run-id", "r2")).isZero();
    assertThat(out()).isEqualTo("counted 2" + System.lineSeparator());
  }

  @Test
  void namesARunByItsConfiguration() {
    count();
    count();
    assertThat(runs).hasValue(1);
    count("--set", "table.rows=2000");
    assertThat(runs).hasValue(2);
    count("--set", "spark.spark.ui.port=4050", "--set", "publish.alias=canary");
    assertThat(runs).hasValue(2);
  }

  @Test
  void runsAgainWhatOnlyLooks() {
    repeat = Verb.Repeat.RUNS_AGAIN;
    count();
    count();
    assertThat(runs).hasValue(2);
    assertThat(folder.resolve("root")).doesNotExist();
  }

  @Test
  void refusesAnotherConfigurationUnderTheSameRunId() {
    count("--run-id", "r1");
    assertThat(count("--run-id", "r1", "--set", "table.rows=2000", "--json")).isEqualTo(6);
    assertThat(err())
        .isEqualToIgnoringNewLines(
            "ue count: Run 'r1' has another configuration: table.rows was '1000', is '2000'"
                + " (give another --run-id, or the run's configuration)");
    assertThat(out()).startsWith("{\"verb\":\"count\",\"runId\":\"r1\",\"error\":{\"exitCode\":6,");
  }

  @Test
  void refusesOtherOptionsUnderTheSameRunId() {
    count("--run-id", "r1");
    assertThat(count("--run-id", "r1", "--by", "5")).isEqualTo(6);
    assertThat(err()).contains("--by was '1', is '5'");
  }

  @Test
  void letsACorrectedConfigurationTakeTheRunIdOfAFailedFirstVerb() {
    failure = new UnifiedEmbeddingException(ErrorCode.BAD_INPUT, "No column 'user'");
    assertThat(count("--run-id", "r1")).isEqualTo(3);
    assertThat(err()).isEqualToIgnoringNewLines("ue count: No column 'user'");
    failure = null;
    assertThat(count("--run-id", "r1", "--set", "table.rows=2000")).isZero();
  }

  @Test
  void showsProgressWhenAsked() {
    count("--progress", "--run-id", "r1");
    assertThat(err()).contains("count: run r1 of ").contains("  counting");
  }

  @Test
  void refusesARootBelowARegularFile() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThat(count("--set", "root=" + file + "/below")).isEqualTo(10);
    assertThat(err()).contains("Cannot write " + file + "/below/clicks/runs/");
    assertThat(runs).hasValue(0);
  }

  @Test
  void refusesAnUnknownKey() {
    assertThat(count("--set", "tabel.rows=1")).isEqualTo(2);
    assertThat(err()).contains("Unknown key 'tabel' in --set (the nearest key is 'table'");
  }

  @Test
  void refusesARunIdThatIsNoFileName() {
    assertThat(count("--run-id", "../x")).isEqualTo(2);
    assertThat(err()).contains("Invalid --run-id: '../x'");
  }

  @Test
  void asksForAConfiguration() {
    assertThat(ue("count")).isEqualTo(2);
    assertThat(err()).contains("Missing --conf (give the table's configuration");
  }

  @Test
  void refusesUnknownOptionsAndVerbs() {
    assertThat(count("--no-such")).isEqualTo(2);
    assertThat(err()).contains("Unknown option: '--no-such'");
    assertThat(ue("cuont")).isEqualTo(2);
    assertThat(err()).contains("Did you mean: ue count?");
    assertThat(ue()).isEqualTo(2);
    assertThat(err()).contains("Usage: ue");
    assertThat(out()).isEmpty();
  }

  @Test
  void helpsOnStandardOutput() {
    assertThat(ue("count", "--help")).isZero();
    assertThat(out()).contains("Usage: ue count").contains("--set=KEY=VALUE").contains("--by");
  }
}
