/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.unifiedembedding.embedding.snapshot.RowFormat.FLOAT32;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.embedding.snapshot.HeadFile;

/** kill -9 of a process in the middle of an update. */
@Tag("spark")
class KilledUpdateTest {
  @TempDir private Path folder;

  /** Updates the mirror in the second folder of the table in the first one. */
  public static void main(String[] arguments) {
    new Mirror(arguments[0], Path.of(arguments[1]), FLOAT32, new Configuration()).update("4");
  }

  @Test
  void leavesTheVersionsThatWereThere() throws Exception {
    GoldenTable table = GoldenTable.copy(folder.resolve("table"));
    Path local = folder.resolve("local");
    EmbeddingTable three = table.mirror(local, FLOAT32).update("3");
    // The process hangs where it opens the pipe, behind the rows that it has copied.
    Path head = table.file(GoldenTable.increment("three", "four", FLOAT32)).resolve(HeadFile.PATH);
    Path aside = Files.move(head, folder.resolve("head.arrow"));
    assertThat(new ProcessBuilder("mkfifo", head.toString()).start().waitFor()).isZero();
    Process process = start(table, local);
    try {
      await()
          .atMost(Duration.ofMinutes(5))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !process.isAlive() || copiesHead(local));
      assertThat(process.isAlive()).as(Files.readString(folder.resolve("log"))).isTrue();
      assertThat(isLocked(local)).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(isLocked(local)).isFalse();
    assertThat(three.vector("user", "u1")).isNotEmpty();
    assertThat(table.mirror(local, FLOAT32).update("3").manifest().runId()).isEqualTo("three");

    Files.delete(head);
    Files.move(aside, head);
    EmbeddingTable four = table.mirror(local, FLOAT32).update("4");

    four.verify();
    assertThat(four.manifest().runId()).isEqualTo("four");
    try (Stream<Path> files = Files.list(local)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(".lock", "three", "four");
    }
  }

  private Process start(GoldenTable table, Path local) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledUpdateTest.class.getName(),
                table.path().toString(),
                local.toString()))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  /** Whether the rows of the increment are there whole and the head is being read. */
  private static boolean copiesHead(Path local) throws IOException {
    try (Stream<Path> files = Files.walk(local)) {
      return files.anyMatch(
          file -> file.toString().endsWith("/increments/0/snapshot/rows-00000.arrow"));
    }
  }

  private static boolean isLocked(Path local) throws IOException {
    try (FileChannel file =
        FileChannel.open(local.resolve(FolderLock.FILE), StandardOpenOption.WRITE)) {
      return file.tryLock() == null;
    }
  }
}
