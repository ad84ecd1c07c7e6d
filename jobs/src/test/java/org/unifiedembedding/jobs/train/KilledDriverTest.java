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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
  void theSameCommandGivesTheSameBytesWhateverPhaseOfARoundTheDriverDiesIn() throws Exception {
    assertDone(UeProcess.run(folder, "prepare", "--conf", "small.conf", "--run-id", "whole"));
    String[] train =
        with(new String[] {"train", "--conf", "small.conf", "--progress", "--prepared", "whole"});
    assertDone(UeProcess.run(folder, with(train, "--run-id", "whole")));
    String[] killed = with(train, "--run-id", "killed");
    for (String phase :
        List.of(
            "Round [1-9][0-9]* begins",
            "Round [1-9][0-9]* is trained",
            "Round [1-9][0-9]* is sealed",
            "Round [1-9][0-9]* is written",
            "(?s)Round [1-9].*/checkpoint and not yet committed")) {
      Pattern begun = Pattern.compile(phase);
      kill(killed, process -> begun.matcher(process.err()).find());
    }
    assertThat(folder.resolve("ue-data/clicks/versions/killed/manifest.json")).doesNotExist();
    UeProcess.Outcome resumed = UeProcess.run(folder, killed);
    assertDone(resumed);
    assertThat(resumed.err()).contains("train: going on after round");
    assertThat(parts("killed")).isEqualTo(parts("whole"));
    assertThat(files(checkpoint(), ".*[.]parquet"))
        .as("nothing of a round that was not committed is left")
        .isEqualTo(committed());
  }

  @Test
  void aWarmStartIsAppliedBeforeTheFirstRoundAndNeverAgain() throws Exception {
    String[] old = {"--conf", "small.conf", "--set", "train.epochs=1", "--run-id", "old"};
    for (String verb : new String[] {"prepare", "train", "publish"}) {
      assertDone(UeProcess.run(folder, with(new String[] {verb}, old)));
    }
    String[] warm = {
      "--conf", "small.conf", "--set", "train.epochs=1", "--set", "train.warm-start=production"
    };
    String[] train =
        with(with(new String[] {"train"}, warm), "--prepared", "old", "--progress", "--run-id");
    assertDone(UeProcess.run(folder, with(train, "whole")));

    kill(with(train, "killed"), process -> process.err().contains("from version 1 of run old"));
    assertThat(commits())
        .as("killed before round 0 was committed")
        .isEqualTo(COMMITS_BEFORE_ROUNDS);
    kill(with(train, "killed"), process -> commits() >= COMMITS_BEFORE_ROUNDS + 2);
    String[] publish = with(with(new String[] {"publish"}, warm), "--run-id", "whole");
    assertDone(UeProcess.run(folder, publish));
    UeProcess.Outcome resumed = UeProcess.run(folder, with(train, "killed"));

    assertDone(resumed);
    assertThat(resumed.err())
        .contains("train: going on after round")
        .doesNotContain("train: from version");
    assertThat(parts("killed")).isEqualTo(parts("whole")).isNotEqualTo(parts("old"));
    assertThat(manifest("killed").at("/parent").asText()).isEqualTo("old");
  }

  private interface Moment {
    boolean hasCome(UeProcess process) throws IOException;
  }

  private void kill(String[] command, Moment moment) throws Exception {
    UeProcess process = UeProcess.start(folder, Map.of("UE_LOG_LEVEL", "INFO"), command);
    await()
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> moment.hasCome(process) || !process.process().isAlive());
    process.process().destroyForcibly();
    assertThat(process.await().exitCode()).as("SIGKILL\n" + process.err()).isEqualTo(137);
  }

  private static String[] with(String[] command, String... more) {
    return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
  }

  private static void assertDone(UeProcess.Outcome outcome) {
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
  }

  private Path checkpoint() {
    return folder.resolve("ue-data/clicks/runs/killed/checkpoint");
  }

  /** Commits of the checkpoint of the run "killed". */
  private long commits() throws IOException {
    return files(checkpoint().resolve("_delta_log"), "\\d{20}\\.json").size();
  }

  /** Names of the files that the commits of the checkpoint added and none removed. */
  private Set<String> committed() throws IOException {
    Set<String> names = new TreeSet<>();
    Path log = checkpoint().resolve("_delta_log");
    for (String commit : files(log, "\\d{20}\\.json")) {
      for (String action : Files.readAllLines(log.resolve(commit))) {
        JsonNode json = new ObjectMapper().readTree(action);
        names.add(json.at("/add/path").asText());
        names.remove(json.at("/remove/path").asText());
      }
    }
    names.remove("");
    return names;
  }

  private static Set<String> files(Path folder, String pattern) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches(pattern))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** Paths, sizes and checksums of the snapshot's files. */
  private JsonNode parts(String run) throws IOException {
    JsonNode parts = manifest(run).at("/files/parts");
    assertThat(parts).hasSizeGreaterThanOrEqualTo(3);
    return parts;
  }

  private JsonNode manifest(String run) throws IOException {
    Path manifest = folder.resolve("ue-data/clicks/versions/" + run + "/manifest.json");
    return new ObjectMapper().readTree(manifest.toFile());
  }
}
