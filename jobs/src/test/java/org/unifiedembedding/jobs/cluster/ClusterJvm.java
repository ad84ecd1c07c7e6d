/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that a Worker runs: an executor of an application, or a driver in cluster deploy mode.
 *
 * @param worker the Worker's name, as worker-1
 * @param owner id of the application, or of the driver
 * @param executorId its number in the application; empty for a driver
 * @param folder where it runs, with its stdout and stderr
 */
public record ClusterJvm(
    String worker, String owner, String executorId, Path folder, ProcessHandle process) {

  /** SIGKILL: it ends without a word to anyone. */
  public void kill() {
    process.destroyForcibly();
  }

  /** SIGSTOP: it stands still, with its connections open, until {@link #resume}. */
  public void pause() throws IOException, InterruptedException {
    signal(process, "STOP");
  }

  /** SIGCONT. */
  public void resume() throws IOException, InterruptedException {
    signal(process, "CONT");
  }

  /** What it has printed on standard error so far, where logs go. */
  public String err() throws IOException {
    return Files.readString(folder.resolve("stderr"));
  }

  /** The words of its command line. */
  public List<String> commandLine() throws IOException {
    return List.of(Files.readString(proc(process.pid()).resolve("cmdline")).split("\0"));
  }

  static void signal(ProcessHandle process, String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IllegalStateException("Cannot send SIG" + name + " to " + process);
    }
  }

  /** What Linux tells of a process. */
  static Path proc(long pid) {
    return Path.of("/proc", Long.toString(pid));
  }
}
