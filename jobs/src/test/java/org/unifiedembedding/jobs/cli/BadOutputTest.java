/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is full and places that cannot be written, met by ./ue: exit code 10, the place and
 * the remedy, nothing visible; when the cause is gone, the same command goes on.
 */
@Tag("slow")
class BadOutputTest {
  /** More than the native libraries that a process unpacks, less than one file of the data. */
  private static final int FILE_KILOBYTES = 4096;

  @TempDir private Path folder;
  private Path table = Path.of("");

  @BeforeEach
  void writeInputs() throws IOException {
    table = folder.toRealPath().resolve("ue-data/clicks");
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder log = new StringBuilder("user,item,label\n");
    for (int i = 0; i < 150_000; i++) {
      log.append('u').append(random.nextLong()).append(',').append(random.nextLong());
      log.append(',').append(i % 2).append('\n');
    }
    Files.writeString(folder.resolve("log.csv"), log);
    Files.writeString(
        folder.resolve("small.conf"),
        """
        name = clicks
        source.inputs.log { format = csv, path = log.csv, header = true }
        source.label = "cast(label as int)"
        features = [{ name = user }, { name = item }]
        table.rows = 400000
        head.type = logistic
        train.epochs = 1
        spark.spark.master = "local[2]"
        """);
  }

  private static String[] command(String verb) {
    return new String[] {verb, "--conf", "small.conf", "--run-id", "r1"};
  }

  private void succeeds(String verb) throws Exception {
    UeProcess.Outcome outcome = UeProcess.run(folder, command(verb));
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(table.resolve("runs/r1/result-" + verb + ".json")).exists();
  }

  private void failed(UeProcess.Outcome outcome, String verb, String... parts) {
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(10);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines().filter(line -> line.startsWith("ue " + verb + ": ")))
        .singleElement()
        .asString()
        .contains(parts);
    assertThat(Files.exists(table.resolve("runs/r1/result-" + verb + ".json"))).isFalse();
  }

  private void failsOnFullDisk(String verb, String... parts) throws Exception {
    failed(UeProcess.runWithSmallDisk(folder, FILE_KILOBYTES, command(verb)), verb, parts);
  }

  /** Fails while a regular file is where a folder must come. */
  private void failsBelowFile(Path file, String verb, String... parts) throws Exception {
    Files.writeString(file, "in the way");
    failed(UeProcess.run(folder, command(verb)), verb, parts);
    Files.delete(file);
  }

  /** All files of the table's folder but checksums. */
  private List<Path> visible() throws IOException {
    try (var files = Files.walk(table)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith(".crc"))
          .toList();
    }
  }

  @Test
  void everyVerbGoesOnWhenTheCauseIsGone() throws Exception {
    Path run = table.resolve("runs/r1");
    failsOnFullDisk(
        "prepare",
        "Cannot prepare into " + run + "/prepared: ",
        "Make room or correct the access there and in spark.local.dir, then repeat the command");
    assertThat(visible()).isEmpty();
    succeeds("prepare");

    failsOnFullDisk("train", "Storage failed below " + table, "check space and permissions");
    assertThat(table.resolve("versions")).doesNotExist();
    failsBelowFile(table.resolve("versions"), "train", "Storage failed below " + table);
    succeeds("train");

    failsBelowFile(
        table.resolve("registry"),
        "publish",
        "Storage failed below " + table,
        "registry",
        "run the same command again");
    succeeds("publish");
    UeProcess.Outcome history = UeProcess.run(folder, command("history"));
    assertThat(history.out()).contains("1  ").contains("r1  <- production");
  }

  @Test
  void aRootBelowAFileIsWrittenWhenTheFileIsGone() throws Exception {
    failsBelowFile(folder.resolve("ue-data"), "prepare", "Cannot write " + table + "/runs/r1/");
    succeeds("prepare");
  }
}
