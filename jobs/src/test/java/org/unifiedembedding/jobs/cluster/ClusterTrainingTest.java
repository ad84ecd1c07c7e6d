/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.jobs.cli.UeProcess;

/**
 * Training with shards in executors. In lockstep every run ends with the same bytes, however many
 * executors there are and whatever happens to them.
 */
@Tag("spark")
class ClusterTrainingTest {
  private static final String ONE_EXECUTOR = "--executor-cores 1 --conf spark.cores.max=1";
  private static final String TWO_EXECUTORS = "--executor-cores 1 --conf spark.cores.max=2";

  @TempDir private static Path home;
  private static TestCluster cluster;
  private static JsonNode expected;
  private static double expectedAuc;

  @BeforeAll
  static void trainInOneProcess() throws Exception {
    cluster = TestCluster.start(home.resolve("cluster"), SubmitContract.WORKERS);
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder log = new StringBuilder("user,item,label\n");
    for (int i = 0; i < 40_000; i++) {
      int user = random.nextInt(5000);
      int item = random.nextInt(80);
      int label = random.nextInt(100) < (user % 7 + item % 5) * 10 ? 1 : 0;
      log.append("u" + user + ",i" + item + "," + label + "\n");
    }
    Files.writeString(home.resolve("log.csv"), log);
    Files.writeString(
        home.resolve("clicks.conf"),
        """
        name = clicks
        root = "%s"
        source.inputs.log { format = csv, path = "%s", header = true }
        source.label = "cast(label as int)"
        features = [{ name = user }, { name = item }]
        table { rows = 20000, width = 8 }
        head { type = mlp, hidden = [16] }
        prepare.unit-examples = 1000
        train { epochs = 3, batch = 64, workers = 3, round-examples = 11000, patience = 0 }
        """
            .formatted(home.resolve("root"), home.resolve("log.csv")));
    done(submit(DeployMode.LOCAL, "", "prepare", "--run-id", "whole"));
    UeProcess.Outcome whole = done(submit(DeployMode.LOCAL, "", "train", "--run-id", "whole"));
    expectedAuc = auc(whole);
    expected = parts("whole");
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @Test
  void oneExecutorOrTwoGiveTheBytesOfOneProcess() throws Exception {
    Submission one = train("one", ONE_EXECUTOR);
    Submission two = train("two", TWO_EXECUTORS);
    UeProcess.Outcome outcome = done(two);
    assertThat(outcome.err()).contains("network encryption of this application is off");
    assertThat(parts("two")).isEqualTo(expected);
    assertThat(outcome.err()).contains("executor 0: shards [0, ", "executor 1: shards [1, ");
    done(one);
    assertThat(parts("one")).isEqualTo(expected);
  }

  @Test
  void aKilledExecutorCostsARoundAndNoByte() throws Exception {
    Submission run = train("killed", TWO_EXECUTORS);
    List<ClusterJvm> executors = run.awaitExecutors(2);
    awaitRound(run, 2);
    executors.get(0).kill();
    assertThat(events(done(run))).contains("round-repeated");
    assertThat(parts("killed")).isEqualTo(expected);
  }

  @Test
  void allExecutorsKilledAtOnceAreReplaced() throws Exception {
    Submission run = train("all-killed", TWO_EXECUTORS);
    List<ClusterJvm> executors = run.awaitExecutors(2);
    awaitRound(run, 2);
    executors.forEach(ClusterJvm::kill);
    assertThat(events(done(run))).contains("round-repeated");
    assertThat(parts("all-killed")).isEqualTo(expected);
  }

  @Test
  void anExecutorThatHangsIsNoticedByPings() throws Exception {
    Submission run = train("hung", TWO_EXECUTORS);
    List<ClusterJvm> executors = run.awaitExecutors(2);
    awaitRound(run, 2);
    executors.get(1).pause();
    UeProcess.Outcome outcome = done(run);
    assertThat(outcome.err()).contains("no answer to 3 pings");
    assertThat(events(outcome)).contains("round-repeated");
    assertThat(parts("hung")).isEqualTo(expected);
    await().atMost(Duration.ofMinutes(1)).until(() -> !executors.get(1).process().isAlive());
  }

  @Test
  void withoutABoundOnStalenessAKillCostsNoQuality() throws Exception {
    String[] settings = {"--set", "train.staleness=-1", "--set", "hosts.values=bf16"};
    Submission run = train("async", TWO_EXECUTORS, settings);
    List<ClusterJvm> executors = run.awaitExecutors(2);
    awaitRound(run, 2);
    executors.get(0).kill();
    UeProcess.Outcome outcome = done(run);
    assertThat(events(outcome)).contains("round-repeated");
    assertThat(auc(outcome)).isCloseTo(expectedAuc, Offset.offset(0.01));
  }

  @Test
  void executorsThatMayNotStayAreRefusedAtOnce() throws Exception {
    String dynamic = TWO_EXECUTORS + " --conf spark.dynamicAllocation.enabled=true";
    UeProcess.Outcome outcome = train("dynamic", dynamic).await();
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.err()).contains("Invalid spark.dynamicAllocation.minExecutors: 0");
  }

  private static Submission train(String runId, String options, String... more) throws IOException {
    List<String> command = new ArrayList<>(List.of("train", "--prepared", "whole"));
    command.addAll(List.of("--run-id", runId));
    command.addAll(List.of(more));
    return submit(DeployMode.CLIENT, options, command.toArray(String[]::new));
  }

  private static Submission submit(DeployMode mode, String options, String... command)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(
        1, List.of("--conf", home.resolve("clicks.conf").toString(), "--json", "--progress"));
    return cluster.submit(home, mode, options, arguments.toArray(String[]::new));
  }

  private static void awaitRound(Submission run, int round) {
    await()
        .atMost(TestCluster.LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> run.err().contains("train: round " + round + " of"));
  }

  private static UeProcess.Outcome done(Submission run) throws Exception {
    UeProcess.Outcome outcome = run.await();
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome;
  }

  private static double auc(UeProcess.Outcome outcome) throws IOException {
    return new ObjectMapper().readTree(outcome.out()).at("/result/best/validationAuc").asDouble();
  }

  private static List<String> events(UeProcess.Outcome outcome) throws IOException {
    List<String> kinds = new ArrayList<>();
    new ObjectMapper()
        .readTree(outcome.out())
        .at("/result/events")
        .forEach(event -> kinds.add(event.at("/kind").asText()));
    return kinds;
  }

  /** Paths, sizes and checksums of the snapshot's files. */
  private static JsonNode parts(String run) throws IOException {
    Path manifest = home.resolve("root/clicks/versions/" + run + "/manifest.json");
    JsonNode parts = new ObjectMapper().readTree(manifest.toFile()).at("/files/parts");
    assertThat(parts).hasSizeGreaterThanOrEqualTo(3);
    return parts;
  }
}
