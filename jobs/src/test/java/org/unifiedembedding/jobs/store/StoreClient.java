/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.delta.storage.LogStore;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.unifiedembedding.jobs.cli.VerbRunner;
import org.unifiedembedding.jobs.lake.TestSpark;
import org.unifiedembedding.jobs.publish.PublishVerb;
import org.unifiedembedding.jobs.publish.Published;
import org.unifiedembedding.jobs.publish.TestTable;
import org.unifiedembedding.jobs.publish.TrainedClicks;
import org.unifiedembedding.jobs.train.TrainVerb;

/** A process that works on a store beside this one; it does one thing at a time. */
final class StoreClient implements AutoCloseable {
  private static final String ANSWER = "answer: ";

  private final Process process;
  private final BufferedReader answers;

  private StoreClient(Process process) {
    this.process = process;
    this.answers = process.inputReader(UTF_8);
  }

  /** Starts it, with a log; it ends with this process at the latest. */
  static StoreClient start(TestStore store, File log) throws IOException {
    return new StoreClient(
        new ProcessBuilder(TestJvm.command(StoreClient.class, store.settings()))
            .redirectError(ProcessBuilder.Redirect.appendTo(log))
            .start());
  }

  /** Gives a command, and does not wait. */
  void send(String... words) throws IOException {
    process.outputWriter(UTF_8).append(String.join(" ", words)).append('\n').flush();
  }

  /** What came of the last command. */
  String answer() throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(ANSWER)) {
        return line.substring(ANSWER.length());
      }
    }
    throw new IllegalStateException("The process has ended: " + process);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Kills it. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /** Carries out what it is told until its standard input ends. */
  public static void main(String[] arguments) throws Exception {
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      System.out.write((ANSWER + carryOut(line.split(" ")) + "\n").getBytes(UTF_8));
      System.out.flush();
    }
    System.exit(0);
  }

  /** Does in this process what {@link #send} makes another one do; its answer. */
  static String carryOut(String... words) throws Exception {
    return switch (words[0]) {
      case "train" -> train(new TrainedClicks(words[1]), words[2]);
      case "candidate" -> candidate(new TestTable(words[1]), words[2]);
      case "publish" -> publish(new TestTable(words[1]), words[2]);
      case "commit" -> commit(words[1], words[2], Integer.parseInt(words[3]));
      default -> throw new IllegalArgumentException("Invalid command: " + words[0]);
    };
  }

  private static String train(TrainedClicks clicks, String runId) throws Exception {
    return clicks.run(runId, new TrainVerb(), PipelineOnStoresTest.MANY_ROUNDS).text();
  }

  private static String candidate(TestTable table, String runId) {
    table.train(runId, null, 1);
    return runId;
  }

  private static String publish(TestTable table, String runId) throws Exception {
    var result = table.run(runId, new PublishVerb());
    return Long.toString(VerbRunner.values(runId, result, Published.class).version());
  }

  /**
   * Commits to a log.
   *
   * @param logStore its class
   * @param versions 0 to versions - 1 are tried
   * @return how many of them this process was the first to commit
   */
  private static String commit(String logStore, String folder, int versions) throws Exception {
    Configuration hadoop = TestSpark.session().sparkContext().hadoopConfiguration();
    LogStore store =
        Class.forName(logStore)
            .asSubclass(LogStore.class)
            .getConstructor(Configuration.class)
            .newInstance(hadoop);
    Path log = new Path(folder);
    log.getFileSystem(hadoop).mkdirs(log);
    int won = 0;
    for (int version = 0; version < versions; version++) {
      try {
        store.write(
            new Path(log, "%020d.json".formatted(version)),
            List.of("{}").iterator(),
            false,
            hadoop);
        won++;
      } catch (FileAlreadyExistsException e) {
        // The other process was first.
      }
    }
    return Integer.toString(won);
  }
}
