/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code dev/cluster} for one folder.
 *
 * @param folder what the cluster leaves: logs, work, spark-home
 * @param environment more of it, as CLUSTER_SECRET_FILE
 */
record ClusterScript(Path folder, Map<String, String> environment) {
  private static final Path SCRIPT = Path.of("..", "dev", "cluster").toAbsolutePath().normalize();
  private static final long LIMIT_SECONDS = 300;
  private static final Pattern DAEMON = Pattern.compile("(?m)^(\\S+)\\s+pid (\\d+), (http\\S+)$");

  /** A Master or Worker that runs. */
  record Daemon(long pid, String page) {}

  /** Runs an action to its end and returns what it printed. */
  String run(String action, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString(), action, folder.toString()));
    command.addAll(List.of(arguments));
    // A file and not a pipe: daemons that inherit a pipe would keep it open.
    Path output = Files.createTempFile("cluster-" + action, ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      String text = Files.readString(output);
      if (!ended || process.exitValue() != 0) {
        throw new IllegalStateException("dev/cluster " + action + " failed: " + text);
      }
      return text;
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }

  /** Masters and Workers by name; those that have ended are left out. */
  Map<String, Daemon> daemons() throws IOException, InterruptedException {
    Map<String, Daemon> found = new LinkedHashMap<>();
    for (Matcher m = DAEMON.matcher(run("status")); m.find(); ) {
      found.put(m.group(1), new Daemon(Long.parseLong(m.group(2)), m.group(3)));
    }
    return found;
  }
}
