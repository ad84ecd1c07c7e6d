/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.jobs.cli.UeProcess;

/** The jar that is shipped, on a Spark that has nothing of ours; built before in phase package. */
@Tag("spark")
class FatJarIT {
  private static final Path JAR = Path.of(System.getProperty("ue.jar", ""));

  @TempDir private static Path home;
  private static TestCluster cluster;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.start(home.resolve("cluster"), SubmitContract.WORKERS);
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  /** A class that is in both comes from whichever class loader is asked first. */
  @Test
  void sharesNoClassWithSpark() throws IOException {
    Set<String> ours = classes(JAR);
    assertThat(ours).contains("org/unifiedembedding/jobs/Main.class").hasSizeGreaterThan(4000);
    Set<String> both = new TreeSet<>();
    try (var jars = Files.list(cluster.sparkHome().resolve("jars"))) {
      for (Path jar : jars.toList()) {
        Set<String> shared = classes(jar);
        shared.retainAll(ours);
        both.addAll(shared);
      }
    }
    assertThat(both).isEmpty();
  }

  /** From raw data to a judged candidate: training beside the shards, all else on executors. */
  @Test
  void goesFromRawDataToAReport() throws Exception {
    ClickLog log = ClickLog.write(folder, 2000);
    run(log, DeployMode.CLUSTER, "prepare");
    run(log, DeployMode.LOCAL, "train");
    run(log, DeployMode.CLIENT, "evaluate");
    assertThat(Files.readString(log.run("r1").resolve("report.html"))).contains("uPlot");
  }

  private void run(ClickLog log, DeployMode mode, String verb) throws Exception {
    Submission submission =
        cluster.submit(
            folder,
            mode,
            JAR,
            SubmitContract.ONE_CORE,
            verb,
            "--conf",
            log.conf().toString(),
            "--set",
            "train.epochs=1",
            "--run-id",
            "r1");
    UeProcess.Outcome outcome = submission.await();
    assertThat(outcome.exitCode()).as(verb + "\n" + outcome.err()).isZero();
    if (mode == DeployMode.CLUSTER) {
      assertThat(submission.driverState()).as(verb + "\n" + outcome.err()).isEqualTo("FINISHED");
    }
  }

  private static Set<String> classes(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      List<String> names =
          file.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class"))
              .toList();
      return new TreeSet<>(names);
    }
  }
}
