/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as its users meet it: ./ue, a process, exit codes, streams, files. */
@Tag("spark")
class UeProcessTest {
  @TempDir private Path folder;

  @BeforeEach
  void writeInputs() throws IOException {
    StringBuilder log = new StringBuilder("user,item,label\n");
    for (int i = 0; i < 200; i++) {
      log.append("u" + i % 17 + ",i" + i % 5 + "," + i % 2 + "\n");
    }
    Files.writeString(folder.resolve("log.csv"), log);
    Files.writeString(
        folder.resolve("small.conf"),
        """
        name = clicks
        source.inputs.log { format = csv, path = log.csv, header = true }
        source.label = "cast(label as int)"
        features = [{ name = user }, { name = item }]
        table.rows = 1000
        """);
  }

  @Test
  void preparesOnceAndPrintsCleanJson() throws Exception {
    UeProcess.Outcome first =
        UeProcess.run(
            folder, "prepare", "--conf", "small.conf", "--run-id", "r1", "--json", "--progress");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out().lines()).hasSize(1);
    JsonNode json = new ObjectMapper().readTree(first.out());
    assertThat(json.at("/verb").asText()).isEqualTo("prepare");
    assertThat(json.at("/result/parts/train/examples").asInt()).isBetween(100, 199);
    assertThat(first.err()).contains("prepare: run r1 of " + folder.toRealPath());
    Path run = folder.resolve("ue-data/clicks/runs/r1");
    assertThat(run.resolve("prepared/statistics.json")).exists();
    assertThat(run.resolve("result-prepare.json")).exists();

    UeProcess.Outcome second =
        UeProcess.run(folder, "prepare", "--conf", "small.conf", "--run-id", "r1", "--json");
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(second.err()).doesNotContain("ERROR");

    UeProcess.Outcome other =
        UeProcess.run(
            folder, "prepare", "--conf", "small.conf", "--run-id", "r1", "--set", "seed=7");
    assertThat(other.exitCode()).isEqualTo(6);
    assertThat(other.err()).contains("Run 'r1' has another configuration: seed was '42', is '7'");
  }

  @Test
  void refusesBadInputAndLeavesNothing() throws Exception {
    UeProcess.Outcome outcome =
        UeProcess.run(
            folder, "prepare", "--conf", "small.conf", "--json", "--set", "source.label=clicked");
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(3);
    assertThat(outcome.err())
        .contains("The label needs the column `clicked`, which the source does not have. It has:");
    assertThat(new ObjectMapper().readTree(outcome.out()).at("/error/message").asText())
        .contains("clicked");
    try (var files = Files.walk(folder.resolve("ue-data"))) {
      assertThat(files.filter(Files::isRegularFile).filter(f -> !f.toString().endsWith(".crc")))
          .isEmpty();
    }
  }

  @Test
  void refusesAnUnknownKey() throws Exception {
    UeProcess.Outcome outcome =
        UeProcess.run(folder, "prepare", "--conf", "small.conf", "--set", "table.with=8");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .contains("Unknown key 'table.with' in --set (the nearest key is 'table.width'");
  }

  @Test
  void isToBeRunAgainWhenItWasAskedToStop() throws Exception {
    String[] endless = {
      "quickstart",
      "--progress",
      "--clicks",
      "20000",
      "--set",
      "root=" + folder,
      "--set",
      "train.patience=0",
      "--set",
      "train.epochs=1000"
    };
    UeProcess process = UeProcess.start(folder, endless);
    await()
        .atMost(Duration.ofMinutes(5))
        .until(() -> process.err().contains("train: round 1 of") || !process.process().isAlive());
    process.process().destroy();

    UeProcess.Outcome stopped = process.await();
    assertThat(stopped.exitCode()).as(stopped.err()).isEqualTo(10);
    assertThat(stopped.out()).isEmpty();
    assertThat(stopped.err())
        .contains("ue quickstart: Stopped by SIGTERM before it was done (run the same command");
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(file -> file.endsWith("manifest.json"))).isEmpty();
    }
  }

  @Test
  void refusesARootBelowARegularFile() throws Exception {
    UeProcess.Outcome outcome =
        UeProcess.run(folder, "prepare", "--conf", "small.conf", "--set", "root=log.csv/below");
    assertThat(outcome.exitCode()).isEqualTo(10);
    assertThat(outcome.err()).contains("Cannot write ").contains("log.csv/below/clicks/runs/");
    assertThat(outcome.out()).isEmpty();
  }
}
