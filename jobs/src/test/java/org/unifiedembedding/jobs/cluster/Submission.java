/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.unifiedembedding.jobs.cli.UeProcess;

/** A verb on its way through ./ue and spark-submit. */
public final class Submission {
  private static final Pattern DRIVER = Pattern.compile("submitted as (driver-[0-9-]+)");

  private final TestCluster cluster;
  private final DeployMode mode;
  private final String name;
  private final UeProcess ue;

  private Submission(TestCluster cluster, DeployMode mode, String name, UeProcess ue) {
    this.cluster = cluster;
    this.mode = mode;
    this.name = name;
    this.ue = ue;
  }

  static Submission start(
      TestCluster cluster,
      Path folder,
      DeployMode mode,
      Path jar,
      String options,
      List<String> arguments)
      throws IOException {
    String name = "ue of " + UUID.randomUUID();
    Map<String, String> environment =
        Map.of(
            "SPARK_HOME",
            cluster.sparkHome().toString(),
            "UE_JAR",
            jar.toString(),
            "UE_MEMORY",
            "700m",
            "SPARK_SUBMIT_OPTS",
            UeProcess.SHORT_LIVED,
            "UE_SUBMIT_OPTIONS",
            "%s --name '%s' --executor-memory 500m --conf 'spark.executor.extraJavaOptions=%s' %s"
                .formatted(mode.options(), name, UeProcess.SHORT_LIVED, options));
    UeProcess ue = UeProcess.start(folder, environment, arguments.toArray(String[]::new));
    return new Submission(cluster, mode, name, ue);
  }

  /** The process of spark-submit, with the driver in it unless that runs on a Worker. */
  public Process process() {
    return ue.process();
  }

  /** What the application is called. */
  String name() {
    return name;
  }

  /** What the process of spark-submit has printed on standard error so far. */
  public String err() throws IOException {
    return ue.err();
  }

  /** Waits for the end; the exit code is spark-submit's, the streams are the driver's. */
  public UeProcess.Outcome await() throws IOException, InterruptedException {
    UeProcess.Outcome outcome = ue.await();
    if (mode != DeployMode.CLUSTER) {
      return outcome;
    }
    return new UeProcess.Outcome(
        outcome.exitCode(), driverFile("stdout"), outcome.err() + driverFile("stderr"));
  }

  /** Waits until the Master knows the application, and returns its id. */
  public String applicationId() {
    return once(
        () ->
            nodes("/activeapps", "/completedapps")
                .filter(app -> app.at("/name").asText().equals(name))
                .map(app -> app.at("/id").asText())
                .findFirst());
  }

  /** In cluster deploy mode: waits until the Master has taken the driver, and returns its id. */
  public String driverId() {
    return once(
        () -> Optional.of(DRIVER.matcher(err())).filter(Matcher::find).map(m -> m.group(1)));
  }

  /** In cluster deploy mode: waits until the driver runs. */
  public ClusterJvm awaitDriver() {
    String id = driverId();
    return once(() -> cluster.driver(id));
  }

  /** In cluster deploy mode: how the Master says that the driver ended. */
  public String driverState() {
    String id = driverId();
    return once(
        () ->
            nodes("/completeddrivers")
                .filter(driver -> driver.at("/id").asText().equals(id))
                .map(driver -> driver.at("/state").asText())
                .findFirst());
  }

  /** Waits until so many executors run, and returns them by executor id. */
  public List<ClusterJvm> awaitExecutors(int count) {
    String id = applicationId();
    return once(
        () -> Optional.of(cluster.executors(id)).filter(executors -> executors.size() == count));
  }

  /** The executors that run now. */
  public List<ClusterJvm> executors() throws IOException, InterruptedException {
    return cluster.executors(applicationId());
  }

  /** A file of each executor that the application has had. */
  public List<Path> executorFiles(String name) throws IOException {
    try (Stream<Path> files = Files.walk(cluster.folder().resolve("work"), 4)) {
      return files
          .filter(file -> file.endsWith(name) && file.toString().contains(applicationId()))
          .toList();
    }
  }

  /** SIGSTOP to spark-submit, which the driver is in unless that runs on a Worker. */
  public void pause() throws IOException, InterruptedException {
    ClusterJvm.signal(process().toHandle(), "STOP");
  }

  /** SIGCONT. */
  public void resume() throws IOException, InterruptedException {
    ClusterJvm.signal(process().toHandle(), "CONT");
  }

  private Stream<JsonNode> nodes(String... pointers) throws IOException, InterruptedException {
    JsonNode master = cluster.master();
    return Stream.of(pointers)
        .flatMap(pointer -> StreamSupport.stream(master.at(pointer).spliterator(), false));
  }

  private <T> T once(Callable<Optional<T>> question) {
    return Awaitility.await()
        .atMost(TestCluster.LIMIT)
        .until(question, Optional::isPresent)
        .orElseThrow();
  }

  private String driverFile(String stream) throws IOException {
    try (Stream<Path> workers = Files.list(cluster.folder().resolve("work"))) {
      Path file =
          workers
              .map(worker -> worker.resolve(driverId()).resolve(stream))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("No Worker has run " + driverId()));
      return Files.readString(file);
    }
  }
}
