/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.jobs.cli.UeProcess;

/**
 * Training with shards in executors. In lockstep every run ends with the same bytes, however many
 * executors there are and whatever happens to them; without a bound each push is taken once.
 */
@Tag("spark")
class ClusterTrainingTest {
  private static final String ONE_EXECUTOR = "--executor-cores 1 --conf spark.cores.max=1";
  private static final String TWO_EXECUTORS = "--executor-cores 1 --conf spark.cores.max=2";
  private static final String FOUR_EXECUTORS = "--executor-cores 1 --conf spark.cores.max=4";
  private static final int WORKERS = 4;

  /** Each task that lasts longer than 0.7 s gets a second attempt in the other executor. */
  private static final String SPECULATION =
      "--executor-cores 4 --conf spark.cores.max=8 --conf spark.speculation=true"
          + " --conf spark.speculation.task.duration.threshold=700ms"
          + " --conf spark.speculation.interval=50ms";

  @TempDir private static Path home;
  private static TestCluster cluster;
  private static JsonNode expected;
  private static double expectedAuc;

  @BeforeAll
  static void trainInOneProcess() throws Exception {
    cluster = TestCluster.start(home.resolve("cluster"), "127.0.0.1:4:1500m", "127.0.0.2:4:1500m");
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
        train { epochs = 4, batch = 64, workers = %d, round-examples = 11000, patience = 0 }
        train.retries = 10
        """
            .formatted(home.resolve("root"), home.resolve("log.csv"), WORKERS));
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
  void executorsGiveTheBytesOfOneProcessHoweverManyThereAre() throws Exception {
    Submission one = train("one", ONE_EXECUTOR);
    Submission four = train("four", FOUR_EXECUTORS);
    UeProcess.Outcome outcome = done(four);
    assertThat(outcome.err()).contains("network encryption of this application is off");
    assertThat(outcome.err()).contains("executor 0: shards [0, ", "executor 3: shards [3, ");
    assertThat(parts("four")).isEqualTo(expected);
    done(one);
    assertThat(parts("one")).isEqualTo(expected);
  }

  @Test
  void executorsThatAreKilledOrHangCostRoundsAndNoByte() throws Exception {
    Submission run = train("disturbed", TWO_EXECUTORS);
    awaitRound(run, 2);
    run.awaitExecutors(2).get(0).kill();
    awaitRecoveries(run, 1);
    run.executors().forEach(ClusterJvm::kill);
    awaitRecoveries(run, 2);
    ClusterJvm hanging =
        run.executors().stream().filter(ClusterTrainingTest::hasShards).findFirst().orElseThrow();
    hanging.pause();
    await().atMost(TestCluster.LIMIT).until(() -> run.err().contains("no answer to 3 pings"));
    hanging
        .resume(); // Its tasks go on where they were, until the signal that ends it comes through.
    awaitRecoveries(run, 3);
    UeProcess.Outcome outcome = done(run);
    assertThat(events(outcome).stream().filter("round-repeated"::equals).count())
        .isGreaterThanOrEqualTo(3);
    assertThat(parts("disturbed")).isEqualTo(expected);
    assertThat(PushAudit.of(run).takenTwice()).isEmpty();
    await().atMost(TestCluster.LIMIT).until(() -> !hanging.process().isAlive());
  }

  @Test
  void attemptsThatOverlapTakeNothingTwice() throws Exception {
    Submission run = train("speculative", SPECULATION);
    UeProcess.Outcome outcome = done(run);
    PushAudit audit = PushAudit.of(run);
    assertThat(outcome.err() + audit.refusals()).contains("OTHER_ATTEMPT");
    assertThat(audit.takenTwice()).isEmpty();
    assertThat(parts("speculative")).isEqualTo(expected);
  }

  @Test
  void withoutABoundOnStalenessAKillCostsNoQuality() throws Exception {
    Submission run =
        train(
            "async",
            TWO_EXECUTORS,
            with("train.staleness=-1", "hosts.values=bf16", "hosts.undo=false"));
    awaitRound(run, 2);
    run.awaitExecutors(2).get(0).kill();
    UeProcess.Outcome outcome = done(run);
    assertThat(events(outcome)).contains("round-repeated");
    assertThat(auc(outcome)).isCloseTo(expectedAuc, Offset.offset(0.01));
    assertThat(PushAudit.of(run).takenTwice()).isEmpty();
  }

  @Test
  void ofTwoDriversTheFirstStopsAndHistoryHasOneCourse() throws Exception {
    Submission first = train("twice", ONE_EXECUTOR);
    awaitRound(first, 2);
    first.pause();
    Submission second = train("twice", ONE_EXECUTOR);
    await().atMost(TestCluster.LIMIT).until(() -> second.err().contains("going on after round"));
    first.resume();
    UeProcess.Outcome stopped = first.await();
    assertThat(stopped.exitCode()).as(stopped.err()).isEqualTo(6);
    assertThat(stopped.err())
        .containsAnyOf("Another run writes this table", "has taken over from this one");
    UeProcess.Outcome outcome = done(second);
    assertThat(parts("twice")).isEqualTo(expected);
    int rounds = new ObjectMapper().readTree(outcome.out()).at("/result/rounds").size();
    assertThat(committedRounds("twice")).isEqualTo(IntStream.range(0, rounds).boxed().toList());
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
    return submit(DeployMode.CLIENT, options + PushAudit.OPTION, command.toArray(String[]::new));
  }

  private static String[] with(String... settings) {
    return Stream.of(settings).flatMap(s -> Stream.of("--set", s)).toArray(String[]::new);
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

  private static void awaitRecoveries(Submission run, int count) {
    await()
        .atMost(TestCluster.LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                run.err().lines().filter(line -> line.contains("goes on after")).count() >= count);
  }

  private static boolean hasShards(ClusterJvm executor) {
    try {
      return executor.err().contains("are here");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  /** The rounds that the commits of a checkpoint mark, in the order of the commits. */
  private static List<Integer> committedRounds(String run) throws IOException {
    Path log = home.resolve("root/clicks/runs/" + run + "/checkpoint/_delta_log");
    List<Integer> rounds = new ArrayList<>();
    try (Stream<Path> files = Files.list(log)) {
      for (Path file :
          files.filter(f -> f.toString().matches(".*/\\d{20}\\.json")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          JsonNode mark = new ObjectMapper().readTree(line).at("/txn");
          if (mark.at("/appId").asText().equals("round")) {
            rounds.add(mark.at("/version").asInt());
          }
        }
      }
    }
    return rounds;
  }

  /** Paths, sizes and checksums of the snapshot's files. */
  private static JsonNode parts(String run) throws IOException {
    Path manifest = home.resolve("root/clicks/versions/" + run + "/manifest.json");
    JsonNode parts = new ObjectMapper().readTree(manifest.toFile()).at("/files/parts");
    assertThat(parts).hasSizeGreaterThanOrEqualTo(3);
    return parts;
  }
}
