/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cluster;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Spark cluster of real processes, made by {@code dev/cluster}: Master, Workers, and what is
 * submitted to it. Closing it ends every process, also those that a failed test left.
 */
public final class TestCluster implements AutoCloseable {
  /** Nothing here takes longer on a machine that also does other work. */
  static final Duration LIMIT = Duration.ofMinutes(4);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ClusterScript script;
  private final List<Submission> submissions = new ArrayList<>();
  private final Thread atExit = new Thread(this::stop, "stop cluster");

  private TestCluster(Path folder, Map<String, String> environment) {
    this.script = new ClusterScript(folder, environment);
  }

  /**
   * Starts a cluster that trusts everybody.
   *
   * @param folder a new folder; afterwards the cluster's logs and work
   * @param workers HOST:CORES:MEMORY each
   */
  public static TestCluster start(Path folder, String... workers)
      throws IOException, InterruptedException {
    return new TestCluster(folder, Map.of()).started(workers);
  }

  /** Starts a cluster with authentication and encryption by the secret in a file. */
  public static TestCluster startSecure(Path folder, Path secret, String... workers)
      throws IOException, InterruptedException {
    return new TestCluster(folder, Map.of("CLUSTER_SECRET_FILE", secret.toString()))
        .started(workers);
  }

  private TestCluster started(String... workers) throws IOException, InterruptedException {
    Runtime.getRuntime().addShutdownHook(atExit);
    script.run("start", workers);
    ClassPathJar.write(folder().resolve("ue.jar"), sparkHome().resolve("jars"));
    return this;
  }

  /** The cluster's logs and work. */
  public Path folder() {
    return script.folder();
  }

  /** What SPARK_HOME is set to. */
  public Path sparkHome() {
    return folder().resolve("spark-home");
  }

  /** Submits a verb with the classes of the build; it runs on after this call. */
  public Submission submit(Path folder, DeployMode mode, String options, String... arguments)
      throws IOException {
    return submit(folder, mode, folder().resolve("ue.jar"), options, arguments);
  }

  /**
   * Submits a verb.
   *
   * @param folder where ./ue is called
   * @param options more of spark-submit
   */
  public Submission submit(
      Path folder, DeployMode mode, Path jar, String options, String... arguments)
      throws IOException {
    Submission submission = Submission.start(this, folder, mode, jar, options, List.of(arguments));
    submissions.add(submission);
    return submission;
  }

  /** Starts another Worker. */
  public void addWorker(String worker) throws IOException, InterruptedException {
    script.run("add", worker);
  }

  /** Stops a Worker with everything that it runs. */
  public void removeWorker(String name) throws IOException, InterruptedException {
    script.run("remove", name);
  }

  /** What Spark's Master says of its Workers, applications and drivers. */
  public JsonNode master() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(daemon("master").page() + "/json/"))
            .timeout(LIMIT)
            .build();
    return JSON.readTree(
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  /** The executors of an application that run now, by executor id. */
  public List<ClusterJvm> executors(String applicationId) throws IOException, InterruptedException {
    return jvms().stream()
        .filter(jvm -> jvm.owner().equals(applicationId))
        .sorted(Comparator.comparing(ClusterJvm::executorId))
        .toList();
  }

  /** A driver of cluster deploy mode, while it runs. */
  public Optional<ClusterJvm> driver(String driverId) throws IOException, InterruptedException {
    return jvms().stream().filter(jvm -> jvm.owner().equals(driverId)).findFirst();
  }

  /** Everything that the Workers run now. */
  public List<ClusterJvm> jvms() throws IOException, InterruptedException {
    List<ClusterJvm> found = new ArrayList<>();
    for (Map.Entry<String, ClusterScript.Daemon> worker : script.daemons().entrySet()) {
      Path work = folder().toRealPath().resolve("work").resolve(worker.getKey());
      ProcessHandle.of(worker.getValue().pid())
          .map(ProcessHandle::children)
          .orElseGet(Stream::empty)
          .forEach(child -> jvm(worker.getKey(), work, child).ifPresent(found::add));
    }
    return found;
  }

  /** A Worker starts each process in a folder of its own: application/executor, or driver. */
  private static Optional<ClusterJvm> jvm(String worker, Path work, ProcessHandle child) {
    Path folder;
    try {
      folder = Files.readSymbolicLink(ClusterJvm.proc(child.pid()).resolve("cwd"));
    } catch (IOException e) {
      return Optional.empty(); // It has ended in the meantime.
    }
    if (!folder.startsWith(work) || folder.equals(work)) {
      return Optional.empty();
    }
    Path name = work.relativize(folder);
    String executor = name.getNameCount() == 1 ? "" : name.getName(1).toString();
    return Optional.of(new ClusterJvm(worker, name.getName(0).toString(), executor, folder, child));
  }

  private ClusterScript.Daemon daemon(String name) throws IOException, InterruptedException {
    return Optional.ofNullable(script.daemons().get(name))
        .orElseThrow(() -> new IllegalStateException("No " + name + " runs"));
  }

  /** Waits until the Master counts so many Workers. */
  public void awaitWorkers(int count) {
    await().atMost(LIMIT).until(() -> master().at("/aliveworkers").asInt() == count);
  }

  @Override
  public void close() throws IOException {
    Runtime.getRuntime().removeShutdownHook(atExit);
    stop();
    // JUnit warns of each link that leads out of the folder which it removes.
    for (String links : new String[] {"jars", "bin"}) {
      try (Stream<Path> files = Files.list(sparkHome().resolve(links))) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void stop() {
    submissions.forEach(submission -> submission.process().destroyForcibly());
    try {
      script.run("stop");
    } catch (IOException e) {
      throw new IllegalStateException("Cannot stop the cluster in " + folder(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the cluster in " + folder() + " stops", e);
    }
  }
}
