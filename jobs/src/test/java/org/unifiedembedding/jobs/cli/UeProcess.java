/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code ./ue} as a process of its own, started in a folder that is not the repository. */
public final class UeProcess {
  /** Most of a short process's work is compiling; with these flags it compiles once and quickly. */
  public static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private static final Path LAUNCHER = Path.of("..", "ue").toAbsolutePath().normalize();
  private static final long LIMIT_SECONDS = 600;

  private final Process process;
  private final Path out;
  private final Path err;

  private UeProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** What a process left: its exit code and both streams. */
  public record Outcome(int exitCode, String out, String err) {}

  /** Starts a command line; the streams go to files in the folder. */
  public static UeProcess start(Path folder, String... arguments) throws IOException {
    return start(folder, Map.of(), arguments);
  }

  /** Starts a command line with more environment, as SPARK_HOME. */
  public static UeProcess start(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    return start(folder, environment, List.of(LAUNCHER.toString()), arguments);
  }

  private static UeProcess start(
      Path folder, Map<String, String> environment, List<String> launcher, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "stdout", ".txt");
    Path err = Files.createTempFile(folder, "stderr", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("UE_MEMORY", "1g");
    builder.environment().put("UE_JAVA_OPTIONS", SHORT_LIVED);
    builder.environment().remove("SPARK_HOME");
    builder.environment().putAll(environment);
    return new UeProcess(builder.start(), out, err);
  }

  /** Runs a command line to its end. */
  public static Outcome run(Path folder, String... arguments)
      throws IOException, InterruptedException {
    return start(folder, arguments).await();
  }

  /** Runs a command line to its end on a disk that takes no file of more than some kilobytes. */
  public static Outcome runWithSmallDisk(Path folder, int fileKilobytes, String... arguments)
      throws IOException, InterruptedException {
    String limited = "ulimit -f " + fileKilobytes + "; exec \"$0\" \"$@\"";
    return start(folder, Map.of(), List.of("bash", "-c", limited, LAUNCHER.toString()), arguments)
        .await();
  }

  /** The process itself, for signals; the launcher's shell has become the JVM. */
  public Process process() {
    return process;
  }

  /** What it has printed on standard error so far. */
  public String err() throws IOException {
    return Files.readString(err);
  }

  /** Waits for the end. */
  public Outcome await() throws IOException, InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("Still running after " + LIMIT_SECONDS + " s: " + err());
    }
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
