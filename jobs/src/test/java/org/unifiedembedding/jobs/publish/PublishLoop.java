/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.unifiedembedding.embedding.registry.Version;
import org.unifiedembedding.jobs.retain.RetainVerb;

/**
 * A process that makes a candidate, publishes it and retires what is old, again and again, until it
 * is killed. It begins with the run that the one before it was at, as a scheduler would.
 */
final class PublishLoop {
  private PublishLoop() {}

  /** The folder of the table; a file that gets a line for each step that begins. */
  public static void main(String[] arguments) throws Exception {
    TestTable table = table(Path.of(arguments[0]));
    Path steps = Path.of(arguments[1]);
    while (true) {
      step(table, step -> Files.writeString(steps, step + "\n", CREATE, APPEND));
    }
  }

  static TestTable table(Path root) {
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

  /** Starts the process; its streams go to a file. */
  static Process start(Path root, Path steps, Path log) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "@" + Path.of("..", "dev", "jvm.options")));
    command.addAll(List.of("-cp", classPath, PublishLoop.class.getName()));
    command.addAll(List.of(root.toString(), steps.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}
