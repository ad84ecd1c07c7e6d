/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.optimizer.OptimizerSettings;
import org.unifiedembedding.embedding.optimizer.RowOptimizers;
import org.unifiedembedding.sharding.TestTables;
import org.unifiedembedding.sharding.channel.Security;
import org.unifiedembedding.sharding.channel.TlsIdentity;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.protocol.Sender;
import org.unifiedembedding.sharding.transport.InProcessTransport;
import org.unifiedembedding.sharding.wire.RunSecret;
import org.unifiedembedding.sharding.wire.ValueFormat;
import org.unifiedembedding.sharding.wire.WireShape;

/**
 * Training traffic between two JVMs of one core each, against one JVM with two workers on the same
 * cores and no wire at all. Batches of 2,048 examples with 52 look-ups, about 62,000 distinct rows
 * of 16 floats, half of them remote; the pull one batch ahead, two pushes not acknowledged.
 *
 * <p>Linux only, for it pins processes with taskset. Prints one line per process and measured
 * stretch.
 */
public final class WireBenchmark {
  private static final TableGeometry GEOMETRY = new TableGeometry(64, 1 << 16, 0, 16);
  private static final int SHARDS = 2;
  private static final int BATCHES = 8;

  /** The compiler needs some ten seconds on the one core that it shares. */
  private static final int WARM_UP = 500;

  /** Batches of each worker; a stretch ends when both have done theirs. */
  private static final int STRETCH = 250;

  private static final int STRETCHES = 3;

  private WireBenchmark() {}

  /**
   * Without arguments runs everything; else one process of it.
   *
   * @param arguments mode (local, or FLOAT32 / BFLOAT16 with plain or tls), rank, folder to meet in
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 0) {
      runAll(List.of("local", "FLOAT32-plain", "BFLOAT16-plain", "FLOAT32-tls", "BFLOAT16-tls"));
    } else if (arguments.length == 1) {
      runAll(List.of(arguments[0].split(",")));
    } else if (arguments[0].equals("local")) {
      local(Path.of(arguments[2]));
    } else {
      remote(arguments[0], Integer.parseInt(arguments[1]), Path.of(arguments[2]));
    }
  }

  private static void runAll(List<String> modes) throws IOException, InterruptedException {
    for (String mode : modes) {
      Path folder = Files.createTempDirectory("wire-benchmark");
      RunSecret secret = RunSecret.create("benchmark");
      TlsIdentity identity = TlsIdentity.create(Instant.now());
      Files.write(folder.resolve("secret"), secret.bytes());
      Files.write(folder.resolve("key"), identity.privateKey());
      Files.write(folder.resolve("certificate"), identity.certificate());
      List<Process> processes = new ArrayList<>();
      if (mode.equals("local")) {
        processes.add(start("0,1", mode, "0", folder.toString()));
      } else {
        processes.add(start("0", mode, "0", folder.toString()));
        processes.add(start("1", mode, "1", folder.toString()));
      }
      List<String> lines = new ArrayList<>();
      for (Process process : processes) {
        process.waitFor();
      }
      for (int rank = 0; rank < 2; rank++) {
        lines.addAll(Files.readAllLines(folder.resolve("result" + rank)));
      }
      lines.forEach(System.out::println);
    }
  }

  private static Process start(String cores, String... arguments) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of("taskset", "-c", cores, java, "-Xmx2g"));
    command.addAll(List.of("--add-modules=jdk.incubator.vector", "-XX:+UseTransparentHugePages"));
    command.addAll(List.of("-XX:+UseG1GC", "-cp", System.getProperty("java.class.path")));
    command.addAll(Arrays.asList(System.getProperty("wire.flags", "-XX:+UseG1GC").split(" ")));
    command.add(WireBenchmark.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).inheritIO().start();
  }

  private static TableSpec spec() {
    var settings = new OptimizerSettings(0.05, 0.1, 1e-8, 0.9, 0.999, 0, 0, 1);
    return new TableSpec(
        GEOMETRY,
        RowOptimizers.of("row-wise-adagrad", settings),
        new TestTables.AddingHead(),
        1,
        7,
        0.01f,
        2,
        TableSpec.NO_BOUND);
  }

  private static void local(Path folder) throws Exception {
    TableSpec spec = spec();
    RowPartition partition = TestTables.partition(spec, SHARDS);
    Link link =
        new Link(
            WireShape.of(spec, partition),
            RunSecret.create("benchmark"),
            Security.PLAIN,
            SocketSettings.DEFAULT);
    try (TestHost host = new TestHost(spec, partition, link, 0, 1)) {
      host.begin(1, 0);
      InProcessTransport transport = new InProcessTransport(host.boxes);
      CyclicBarrier barrier = new CyclicBarrier(2);
      Thread[] threads = new Thread[2];
      for (int worker = 0; worker < 2; worker++) {
        int number = worker;
        PipelinedWorker pipelined =
            new PipelinedWorker(transport, new Sender(1, 0, worker, 0), SHARDS, 2);
        threads[worker] =
            new Thread(
                () -> {
                  Report report = new Report("local", number, folder);
                  work(report, partition, pipelined, new int[] {0, 1}, barrier::await);
                });
        threads[worker].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  private static void remote(String mode, int rank, Path folder) throws Exception {
    TableSpec spec = spec();
    RowPartition partition = TestTables.partition(spec, SHARDS);
    RunSecret secret = new RunSecret("benchmark", Files.readAllBytes(folder.resolve("secret")));
    Security security =
        mode.endsWith("tls")
            ? TlsIdentity.of(
                Files.readAllBytes(folder.resolve("key")),
                Files.readAllBytes(folder.resolve("certificate")))
            : Security.PLAIN;
    Link link = new Link(WireShape.of(spec, partition), secret, security, SocketSettings.DEFAULT);
    ValueFormat format = ValueFormat.valueOf(mode.substring(0, mode.indexOf('-')));
    Meeting meeting = new Meeting(folder, rank);
    try (TestHost host = new TestHost(spec, partition, link, rank)) {
      host.begin(1, 0);
      meeting.tell("port", String.valueOf(host.address().port()));
      HostAddress other = new HostAddress("127.0.0.1", Integer.parseInt(meeting.other("port")));
      HostAddress own = host.address();
      List<HostAddress> hosts = rank == 0 ? List.of(own, other, own) : List.of(other, own, own);
      try (SocketTransport transport =
          new SocketTransport(link, format, host.boxes, new Topology(1, hosts))) {
        PipelinedWorker worker =
            new PipelinedWorker(transport, new Sender(1, 0, rank, 0), SHARDS, 2);
        int[] order = {1 - rank, rank};
        Report report = new Report(mode, rank, folder);
        work(report, partition, worker, order, meeting::meet);
        report.add(String.valueOf(transport.metrics().get(other)));
        meeting.meet();
      }
    }
  }

  private interface Pause {
    void meet() throws Exception;
  }

  private static void work(
      Report report, RowPartition partition, PipelinedWorker worker, int[] order, Pause pause) {
    BenchmarkWork[] batches =
        IntStream.range(0, BATCHES)
            .mapToObj(i -> new BenchmarkWork(partition, report.rank() * 1000L + i))
            .toArray(BenchmarkWork[]::new);
    try {
      long step = run(worker, batches, order, 0, WARM_UP);
      for (int stretch = 0; stretch < STRETCHES; stretch++) {
        pause.meet();
        OperatingSystemMXBean system =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        long from = step;
        step = run(worker, batches, order, from, STRETCH);
        pause.meet();
        long nanos = System.nanoTime() - start;
        long used = system.getProcessCpuTime() - cpu;
        report.add(measured(batches, step - from, nanos, used));
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String measured(BenchmarkWork[] batches, long steps, long nanos, long cpuNanos) {
    double rows = steps * Arrays.stream(batches).mapToInt(b -> b.distinct).average().orElseThrow();
    return String.format(
        Locale.ROOT,
        "%.0f rows/s, %.0f examples/s, process CPU %.0f ns per row of this worker",
        rows * 1e9 / nanos,
        steps * BenchmarkWork.EXAMPLES * 1e9 / nanos,
        cpuNanos / rows);
  }

  /** Batches one after the other, the next one's pull always on its way. */
  private static long run(
      PipelinedWorker worker, BenchmarkWork[] batches, int[] order, long from, int count) {
    worker.pull(from, batches[(int) (from % BATCHES)].pulls, order);
    for (long step = from; step < from + count; step++) {
      BenchmarkWork batch = batches[(int) (step % BATCHES)];
      if (step + 1 < from + count) {
        worker.pull(step + 1, batches[(int) ((step + 1) % BATCHES)].pulls, order);
      }
      worker.awaitPull();
      batch.compute();
      worker.push(step, batch.pushes, order, BenchmarkWork.EXAMPLES);
    }
    worker.finish();
    return from + count;
  }

  /** Where a process writes what it measured. */
  private record Report(String mode, int rank, Path folder) {
    void add(String line) throws IOException {
      Files.writeString(
          folder.resolve("result" + rank),
          mode + " worker " + rank + ": " + line + System.lineSeparator(),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  /** Two processes that wait for each other with files. */
  private static final class Meeting {
    private final Path folder;
    private final int rank;
    private int meetings;

    Meeting(Path folder, int rank) {
      this.folder = folder;
      this.rank = rank;
    }

    void tell(String what, String value) throws IOException {
      Path part = folder.resolve(what + rank + ".part");
      Files.writeString(part, value);
      Files.move(part, folder.resolve(what + rank));
    }

    String other(String what) throws IOException, InterruptedException {
      Path file = folder.resolve(what + (1 - rank));
      while (!Files.exists(file)) {
        Thread.sleep(1);
      }
      return Files.readString(file);
    }

    void meet() throws IOException, InterruptedException {
      String what = "meeting" + meetings++ + "-";
      tell(what, "");
      other(what);
    }
  }
}
