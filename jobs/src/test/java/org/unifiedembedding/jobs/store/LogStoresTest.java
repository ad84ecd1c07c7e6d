/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.storage.CloseableIterator;
import io.delta.storage.HDFSLogStore;
import io.delta.storage.S3SingleDriverLogStore;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.lake.ConditionalCreateLogStore;
import org.unifiedembedding.jobs.lake.HardLinkLogStore;
import org.unifiedembedding.jobs.lake.TestSpark;

/** Which log stores commit for one writer only. */
@Tag("spark")
class LogStoresTest {
  private static final int COMMITS = 100;

  @TempDir private static java.nio.file.Path logs;
  private static final List<StoreClient> OTHERS = new ArrayList<>();

  private final Path folder = new Path(TestStore.S3.newFolder(), "_delta_log");
  private final Configuration hadoop = TestSpark.session().sparkContext().hadoopConfiguration();
  private final ConditionalCreateLogStore store = new ConditionalCreateLogStore(hadoop);

  @BeforeAll
  static void startTheOtherProcess() throws IOException {
    OTHERS.add(StoreClient.start(TestStore.S3, logs.resolve("log").toFile()));
  }

  @AfterAll
  static void stopTheOtherProcess() {
    OTHERS.forEach(StoreClient::close);
  }

  private void write(String name, String... lines) throws IOException {
    store.write(new Path(folder, name), List.of(lines).iterator(), false, hadoop);
  }

  private String read(String name) throws IOException {
    StringBuilder text = new StringBuilder();
    try (CloseableIterator<String> lines = store.read(new Path(folder, name), hadoop)) {
      lines.forEachRemaining(line -> text.append(line).append('\n'));
    }
    return text.toString();
  }

  @Test
  void createsAFileOnce() throws IOException {
    write("0.json", "first", "line");

    assertThatThrownBy(() -> write("0.json", "second"))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessage(folder + "/0.json");
    assertThat(read("0.json")).isEqualTo("first\nline\n");
  }

  @Test
  void replacesAFileWhenAsked() throws IOException {
    write("_last_checkpoint", "first");

    store.write(new Path(folder, "_last_checkpoint"), List.of("second").iterator(), true, hadoop);

    assertThat(read("_last_checkpoint")).isEqualTo("second\n");
  }

  @Test
  void knowsItsOwnFileWhenTheAnswerIsLost() throws IOException {
    write("lost-answer.json", "mine");

    assertThat(read("lost-answer.json")).isEqualTo("mine\n");
    assertThatThrownBy(() -> write("lost-answer.json", "other"))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessage(folder + "/lost-answer.json");
  }

  @Test
  void leavesNothingOfAFileThatBreaksOff() {
    Iterator<String> lines =
        new Iterator<>() {
          private int given;

          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public String next() {
            if (given++ > 0) {
              throw new IllegalStateException("no more lines");
            }
            return "first";
          }
        };

    assertThatThrownBy(() -> store.write(new Path(folder, "1.json"), lines, false, hadoop))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no more lines");
    assertThatThrownBy(() -> read("1.json"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1.json");
  }

  @Test
  void refusesAFileSystemWithoutConditionalCreation(@TempDir java.nio.file.Path local) {
    Path file = new Path(local.resolve("0.json").toUri());

    assertThatThrownBy(() -> store.write(file, List.of("a").iterator(), false, hadoop))
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessageContaining("Cannot commit to " + file + ": its file system cannot create")
        .hasMessageContaining("hadoop-aws 3.4.2");
  }

  @ParameterizedTest
  @EnumSource
  void ofTwoProcessesOneCommits(TestStore store) throws Exception {
    Class<?> logStore =
        switch (store) {
          case LOCAL -> HardLinkLogStore.class;
          case HDFS -> HDFSLogStore.class;
          case S3 -> ConditionalCreateLogStore.class;
        };

    assertThat(won(store, logStore)).isEqualTo(COMMITS);
  }

  /** Also says that the test above can fail. */
  @Test
  void deltasOwnTellsTwoProcessesThatBothHaveCommitted() throws Exception {
    assertThat(won(TestStore.S3, S3SingleDriverLogStore.class)).isGreaterThan(COMMITS);
  }

  /** How many commits this process and the other one together believe in. */
  private static int won(TestStore store, Class<?> logStore) throws Exception {
    String[] command = {"commit", logStore.getName(), store.newFolder(), Integer.toString(COMMITS)};
    StoreClient other = OTHERS.get(0);
    other.send(command);
    return Integer.parseInt(StoreClient.carryOut(command)) + Integer.parseInt(other.answer());
  }
}
