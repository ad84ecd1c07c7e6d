/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.jobs.cli.UeProcess;

/** ./ue on a cluster without authentication. */
@Tag("spark")
class OpenClusterTest extends SubmitContract {
  @TempDir private static Path home;
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.start(home.resolve("cluster"), WORKERS);
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @Override
  TestCluster cluster() {
    return cluster;
  }

  /** Flags and logging of dev/jvm.options and conf/log4j2.properties are those of executors too. */
  @Override
  void watch(InEachMode running) throws Exception {
    ClusterJvm executor = running.client().awaitExecutors(1).get(0);
    assertThat(executor.commandLine())
        .contains("--add-modules=jdk.incubator.vector", "-XX:+UseTransparentHugePages");
    assertThat(running.cluster().awaitDriver().commandLine())
        .contains(
            "--add-modules=jdk.incubator.vector", "-Dspark.app.name=" + running.cluster().name());
    running.client().await();
    assertThat(executor.err()).containsPattern("\\d\\d:\\d\\d:\\d\\d INFO WorkerWatcher: ");
  }

  @Test
  void refusesAWrongKeyAsFarAsSparkReportsIt() throws Exception {
    ClickLog log = ClickLog.write(folder, 10);
    String[] wrong = {"prepare", "--conf", log.conf().toString(), "--set", "table.with=8"};
    Submission client = cluster.submit(folder, DeployMode.CLIENT, "", wrong);
    Submission driver = cluster.submit(folder, DeployMode.CLUSTER, "", wrong);

    UeProcess.Outcome refused = client.await();
    assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
    assertThat(refused.err()).contains("Unknown key 'table.with' in --set");
    assertThat(driver.await().err()).contains("Unknown key 'table.with' in --set");
    assertThat(driver.driverState()).isEqualTo("FAILED");
    assertThat(driver.await().exitCode()).as("Spark 4.1 reports the end, not how").isZero();
  }
}
