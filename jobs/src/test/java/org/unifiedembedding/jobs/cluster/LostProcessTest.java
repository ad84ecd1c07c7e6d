/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.jobs.cli.UeProcess;

/** Executors, Workers and drivers come and go while a verb is at work. */
@Tag("spark")
class LostProcessTest {
  /** Milliseconds of work for each record, so that the moment to disturb it can be hit. */
  private static final String SLOW =
      "source.query=select * from log where sha2(repeat(user, 300000), 512) > ''";

  @TempDir private static Path home;
  private static TestCluster cluster;

  @TempDir private Path folder;
  private ClickLog log;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.start(home.resolve("cluster"), SubmitContract.WORKERS);
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @BeforeEach
  void writeInputs() throws IOException {
    log = ClickLog.write(folder, 1000);
  }

  @Test
  void preparesTheSameWhoeverIsLost() throws Exception {
    Submission slow = prepare(DeployMode.CLIENT, "slow", "--conf spark.cores.max=2");
    List<ClusterJvm> executors = slow.awaitExecutors(2);
    ClusterJvm paused = executors.get(0);
    awaitWork(slow);
    paused.pause();

    UeProcess.Outcome other = prepare(DeployMode.CLIENT, "other", SubmitContract.ONE_CORE).await();
    assertThat(slow.process().isAlive()).as("two applications at once").isTrue();
    paused.resume();
    executors.get(1).kill();
    await().atMost(TestCluster.LIMIT).until(() -> executorIds(slow).contains("2"));
    cluster.addWorker("127.0.0.1:1:600m");
    cluster.awaitWorkers(3);
    cluster.removeWorker("worker-3");
    cluster.awaitWorkers(2);

    assertThat(result(slow.await())).isEqualTo(result(other));
  }

  @Test
  void aDriverThatIsAskedToStopLeavesNothingAndIsToBeRunAgain() throws Exception {
    Submission slow = prepare(DeployMode.CLIENT, "stopped", SubmitContract.ONE_CORE);
    ClusterJvm executor = slow.awaitExecutors(1).get(0);
    awaitWork(slow);
    slow.process().destroy();

    UeProcess.Outcome stopped = slow.await();
    assertThat(stopped.exitCode()).as(stopped.err()).isEqualTo(10);
    assertThat(stopped.err())
        .contains("ue prepare: Stopped by SIGTERM before it was done (run the same command again)");
    await().atMost(TestCluster.LIMIT).until(() -> !executor.process().isAlive());
    try (Stream<Path> files = Files.walk(log.run("stopped"))) {
      assertThat(files.filter(Files::isRegularFile).filter(f -> !f.toString().endsWith(".crc")))
          .isEmpty();
    }
    result(prepare(DeployMode.LOCAL, "stopped", "").await());
  }

  @Test
  void aKilledDriverTakesItsExecutorsAlong() throws Exception {
    Submission slow = prepare(DeployMode.CLUSTER, "killed", SubmitContract.ONE_CORE);
    ClusterJvm executor = slow.awaitExecutors(1).get(0);
    slow.awaitDriver().kill();

    assertThat(slow.driverState()).isEqualTo("FAILED");
    await().atMost(TestCluster.LIMIT).until(() -> !executor.process().isAlive());
    assertThat(log.run("killed").resolve("result-prepare.json")).doesNotExist();
    assertThat(log.run("killed").resolve("prepared/statistics.json")).doesNotExist();
  }

  private Submission prepare(DeployMode mode, String runId, String options) throws IOException {
    return cluster.submit(
        folder,
        mode,
        options + " --executor-cores 1",
        "prepare",
        "--conf",
        log.conf().toString(),
        "--run-id",
        runId,
        "--set",
        SLOW,
        "--json",
        "--progress");
  }

  private static void awaitWork(Submission submission) {
    await()
        .atMost(TestCluster.LIMIT)
        .until(() -> submission.err().contains("reading, checking and hashing records"));
  }

  private static List<String> executorIds(Submission submission) throws Exception {
    return cluster.executors(submission.applicationId()).stream()
        .map(ClusterJvm::executorId)
        .toList();
  }

  private static JsonNode result(UeProcess.Outcome outcome) throws IOException {
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return new ObjectMapper().readTree(outcome.out()).at("/result");
  }
}
