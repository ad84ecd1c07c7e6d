/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.jobs.cli.UeProcess;

/** What every cluster does for ./ue, whatever its settings. */
abstract class SubmitContract {
  /** Room for a driver and an executor on each, so that applications run side by side. */
  static final String[] WORKERS = {"127.0.0.1:2:1500m", "127.0.0.2:2:1500m"};

  /** The share of the cluster that one of several applications takes. */
  static final String ONE_CORE = "--conf spark.cores.max=1";

  @TempDir Path folder;

  abstract TestCluster cluster();

  @Test
  void givesTheSameResultInEveryMode() throws Exception {
    ClickLog log = ClickLog.write(folder, 2000);
    InEachMode running =
        new InEachMode(
            prepare(log, DeployMode.LOCAL),
            prepare(log, DeployMode.CLIENT),
            prepare(log, DeployMode.CLUSTER));
    watch(running);

    JsonNode local = result(running.local());
    assertThat(local.at("/parts/train/examples").asInt()).isBetween(1500, 1700);
    assertThat(result(running.client())).isEqualTo(local);
    assertThat(result(running.cluster())).isEqualTo(local);
    assertThat(running.cluster().driverState()).isEqualTo("FINISHED");
  }

  /** More options of spark-submit. */
  String options() throws IOException {
    return "";
  }

  /** What else is to be seen while applications run. */
  void watch(InEachMode running) throws Exception {}

  private Submission prepare(ClickLog log, DeployMode mode) throws IOException {
    return cluster()
        .submit(
            log.folder(),
            mode,
            ONE_CORE + options(),
            "prepare",
            "--conf",
            log.conf().toString(),
            "--run-id",
            mode.name(),
            "--json");
  }

  private static JsonNode result(Submission submission) throws Exception {
    UeProcess.Outcome outcome = submission.await();
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out().lines()).as(outcome.out()).hasSize(1);
    JsonNode result = new ObjectMapper().readTree(outcome.out()).at("/result");
    assertThat(result.isObject()).as(outcome.out() + outcome.err()).isTrue();
    return result;
  }

  /** The same verb under way in each mode, at the same time. */
  record InEachMode(Submission local, Submission client, Submission cluster) {}
}
