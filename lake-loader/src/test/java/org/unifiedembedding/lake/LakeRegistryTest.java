/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.registry.Event;
import org.unifiedembedding.embedding.registry.History;
import org.unifiedembedding.embedding.registry.Version;

class LakeRegistryTest {
  private static final String FIRST_COMMIT = "registry/_delta_log/00000000000000000000.json";

  @TempDir Path folder;
  private GoldenTable table = new GoldenTable(Path.of(""));

  @BeforeEach
  void copiesTable() throws Exception {
    table = GoldenTable.copy(folder.resolve("table"));
    // What Delta says of a commit beside it would hide what is changed in the commit.
    try (Stream<Path> log = Files.list(table.file("registry/_delta_log"))) {
      for (Path file : log.filter(file -> file.toString().endsWith(".crc")).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void readsVersionsAliasesPinsAndRetirements() {
    History history = table.registry().history();

    assertThat(history.versions())
        .extracting(Version::runId)
        .containsExactly("one", "two", "three", "four");
    assertThat(history.aliases()).isEqualTo(Map.of("production", 4L, "canary", 2L));
    assertThat(history.pins().values())
        .extracting(Event::text)
        .containsExactly("pinned version 2: holdout study");
    assertThat(history.present()).containsExactly(2L, 3L, 4L);
    assertThat(history.resolve("production").path()).isEqualTo("versions/four");
    assertThat(history.resolve("2").runId()).isEqualTo("two");
    assertThat(history.gateOf(4)).hasValueSatisfying(gate -> assertThat(gate).startsWith("{"));
    assertThat(history.standingMoves("production")).hasSize(4);
  }

  @Test
  void refusesVersionThatIsRetiredOrUnknown() {
    History history = table.registry().history();

    String at = history.retired().values().iterator().next().at();
    assertRefused(
        ErrorCode.USAGE,
        "Retired version: '1' (its files went on %s, ".formatted(at),
        () -> history.resolve("1"));
    assertRefused(
        ErrorCode.USAGE,
        "Unknown version: 'staging' (must be a number from 1 to 4 or one of the aliases [canary,"
            + " production])",
        () -> history.resolve("staging"));
  }

  @Test
  void refusesFolderWithoutRegistry() {
    LakeRegistry registry =
        new LakeRegistry(folder.resolve("nothing").toString(), new Configuration());

    assertRefused(
        ErrorCode.USAGE,
        "There is no registry in %s. Name the folder of a table that has published versions, <root>/<name>."
            .formatted(folder.resolve("nothing")),
        registry::history);
  }

  @Test
  void refusesNewerDeltaProtocol() throws IOException {
    table.replace(FIRST_COMMIT, "\"minReaderVersion\":1", "\"minReaderVersion\":2");
    assertRefused(
        ErrorCode.BAD_FORMAT,
        "Delta reader version 2 (this build reads 1). Use a build as new as the one that wrote it.",
        table.registry()::history);

    table.replace(FIRST_COMMIT, "\"minReaderVersion\":2", "\"minReaderVersion\":9");
    assertRefused(
        ErrorCode.BAD_FORMAT,
        "Use a build as new as the one that wrote it.",
        table.registry()::history);
  }

  @Test
  void refusesOtherColumns() throws IOException {
    table.replace(FIRST_COMMIT, "\\\"undoes\\\"", "\\\"undone\\\"");

    assertRefused(
        ErrorCode.BAD_FORMAT,
        "/registry: its columns are [action string, actor string, ",
        table.registry()::history);
  }

  @Test
  void refusesDamagedRegistry() throws IOException {
    String file = dataFile();
    table.truncate(file);
    assertUnreadable();

    table.delete(file);
    assertUnreadable();
  }

  @Test
  void refusesDamagedCommit() throws IOException {
    table.replace(FIRST_COMMIT, "{\"protocol\"", "{\"proto");

    assertUnreadable();
  }

  private String dataFile() throws IOException {
    try (Stream<Path> all = Files.list(table.file("registry"))) {
      Path file =
          all.filter(found -> found.toString().endsWith(".parquet")).findFirst().orElseThrow();
      return "registry/" + file.getFileName();
    }
  }

  private void assertUnreadable() {
    assertRefused(
        ErrorCode.RETRY,
        "Cannot read the registry %s/registry: ".formatted(table.path()),
        table.registry()::history);
  }

  private static void assertRefused(ErrorCode code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((UnifiedEmbeddingException) e).code())
        .isEqualTo(code);
  }
}
