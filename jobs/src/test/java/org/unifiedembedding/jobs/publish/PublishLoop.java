/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.unifiedembedding.embedding.registry.Version;
import org.unifiedembedding.jobs.retain.RetainVerb;
import org.unifiedembedding.jobs.store.TestJvm;

/**
 * A process that makes a candidate, publishes it and retires what is old, again and again, until it
 * is killed. It begins with the run that the one before it was at, as a scheduler would.
 */
final class PublishLoop {
  private PublishLoop() {}

  /** The folder of the table; a file that gets a line for each step that begins. */
  public static void main(String[] arguments) throws Exception {
    TestTable table = table(arguments[0]);
    Path steps = Path.of(arguments[1]);
    while (true) {
      step(table, step -> Files.writeString(steps, step + "\n", CREATE, APPEND));
    }
  }

  static TestTable table(String root) {
    return new TestTable(root).with("retain.keep-last", "2").with("retain.keep-days", "0");
  }

  /** Told of each step that begins: train, publish or retain. */
  interface Listener {
    void begins(String step) throws IOException;
  }

  /** The last run's commands once more, then those of the next one. */
  static void step(TestTable table, Listener listener) throws Exception {
    List<Version> versions = table.history().versions();
    for (int run = Math.max(1, versions.size()); run <= versions.size() + 1; run++) {
      listener.begins("train");
      table.train("run-" + run, null, run);
      listener.begins("publish");
      table.run("run-" + run, new PublishVerb());
      listener.begins("retain");
      table.run("any", new RetainVerb(), "--apply");
    }
  }

  /**
   * Starts the process; its streams go to a file.
   *
   * @param settings of Hadoop
   */
  static Process start(String root, Map<String, String> settings, Path steps, Path log)
      throws IOException {
    return new ProcessBuilder(TestJvm.command(PublishLoop.class, settings, root, steps.toString()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}
