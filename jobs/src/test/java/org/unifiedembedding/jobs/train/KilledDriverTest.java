/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.jobs.cli.UeProcess;

/** kill -9 of the driver in the middle of a run, then the same command. */
@Tag("spark")
class KilledDriverTest {
  /**
   * Commits of a checkpoint before its first round: the table's creation and the driver's claim.
   */
  private static final int COMMITS_BEFORE_ROUNDS = 2;

  @TempDir private Path folder;

  @BeforeEach
  void writeInputs() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder log = new StringBuilder("user,item,label\n");
    for (int i = 0; i < 20_000; i++) {
      int user = random.nextInt(500);
      int item = random.nextInt(80);
      int label = random.nextInt(100) < (user % 7 + item % 5) * 10 ? 1 : 0;
      log.append("u" + user + ",i" + item + "," + label + "\n");
    }
    Files.writeString(folder.resolve("log.csv"), log);
    Files.writeString(
        folder.resolve("small.conf"),
        """
        name = clicks
        source.inputs.log { format = csv, path = log.csv, header = true }
        source.label = "cast(label as int)"
        features = [{ name = user }, { name = item }]
        table { rows = 1000, width = 8 }
        head { type = mlp, hidden = [16] }
        prepare.unit-examples = 1000
        train { epochs = 4, batch = 128, round-examples = 4000, patience = 0 }
        """);
  }

  @Test
  void theSameCommandGivesTheSameBytes() throws Exception {
    for (String run : new String[] {"whole", "killed"}) {
      assertDone(UeProcess.run(folder, "prepare", "--conf", "small.conf", "--run-id", run));
    }
    String[] train = {"train", "--conf", "small.conf", "--progress", "--run-id"};
    assertDone(UeProcess.run(folder, with(train, "whole")));
    UeProcess killed = UeProcess.start(folder, with(train, "killed"));
    Path log = folder.resolve("ue-data/clicks/runs/killed/checkpoint/_delta_log");
    await()
        .atMost(Duration.ofMinutes(5))
        .until(() -> commits(log) >= COMMITS_BEFORE_ROUNDS + 3 || !killed.process().isAlive());
    killed.process().destroyForcibly();
    assertThat(killed.await().exitCode()).as("SIGKILL\n" + killed.err()).isEqualTo(137);
    assertThat(folder.resolve("ue-data/clicks/versions/killed/manifest.json")).doesNotExist();
    UeProcess.Outcome resumed = UeProcess.run(folder, with(train, "killed"));
    assertDone(resumed);
    assertThat(resumed.err()).contains("train: going on after round");
    assertThat(parts("killed")).isEqualTo(parts("whole"));
  }

  private static String[] with(String[] command, String run) {
    return Stream.concat(Stream.of(command), Stream.of(run)).toArray(String[]::new);
  }

  private static void assertDone(UeProcess.Outcome outcome) {
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
  }

  private static long commits(Path log) throws IOException {
    if (!Files.isDirectory(log)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(log)) {
      return files.filter(file -> file.getFileName().toString().matches("\\d{20}\\.json")).count();
    }
  }

  /** Paths, sizes and checksums of the snapshot's files. */
  private JsonNode parts(String run) throws IOException {
    Path manifest = folder.resolve("ue-data/clicks/versions/" + run + "/manifest.json");
    JsonNode parts = new ObjectMapper().readTree(manifest.toFile()).at("/files/parts");
    assertThat(parts).hasSizeGreaterThanOrEqualTo(3);
    return parts;
  }
}
