/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.unifiedembedding.embedding.snapshot.RowFormat.FLOAT32;
import static org.unifiedembedding.embedding.snapshot.RowFormat.INT4;
import static org.unifiedembedding.embedding.snapshot.RowFormat.INT8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.RowFormat;

/** A service that follows the golden table. */
class MirrorTest {
  private static final String ROWS = "snapshot/rows-00000.arrow";

  @TempDir Path folder;
  private GoldenTable table = new GoldenTable(Path.of(""));
  private Path local = Path.of("");
  private final MirrorLog log = new MirrorLog();

  @BeforeEach
  void copiesTable() throws Exception {
    table = GoldenTable.copy(folder.resolve("table"));
    local = folder.resolve("local");
  }

  @AfterEach
  void closesLog() {
    log.close();
  }

  /** That a table is, byte for byte, the version of a run, and its folder the place for it. */
  private void assertIs(String runId, RowFormat format, EmbeddingTable actual) throws Exception {
    Path golden = GoldenTable.resource().resolve(GoldenTable.version(runId, format));
    Path copy = local.resolve(format == FLOAT32 ? runId : runId + "." + format);
    actual.verify();
    assertThat(copy.resolve(Manifest.PATH)).hasSameBinaryContentAs(golden.resolve(Manifest.PATH));
    assertThat(actual.manifest().runId()).isEqualTo(runId);
    assertThat(actual.manifest().rowFormat()).isEqualTo(format);
    assertThat(actual.vector("user", "u1"))
        .isEqualTo(EmbeddingTable.open(golden).vector("user", "u1"));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(local)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "INT8"})
  void movesToTheNextVersionByItsIncrement(RowFormat format) throws Exception {
    Mirror mirror = table.mirror(local, format);
    EmbeddingTable three = mirror.update("3");
    float[] before = three.vector("user", "u1");
    table.delete(GoldenTable.version("four", format) + "/snapshot"); // so only an increment is left

    EmbeddingTable four = mirror.update("production");

    assertIs("four", format, four);
    assertThat(three.vector("user", "u1")).isEqualTo(before);
    assertThat(three.headWeights()).isNotEqualTo(four.headWeights());
    assertThat(log.text())
        .contains("INFO Version 3 (run 'three', %s) of ".formatted(format))
        .contains(" by its whole snapshot, ")
        .contains("INFO Version 4 (run 'four', %s) of ".formatted(format))
        .contains(" by 1 increment(s), ")
        .doesNotContain("WARNING");
  }

  @Test
  void catchesUpByAChainOfIncrements() throws Exception {
    Mirror mirror = table.mirror(local, INT8);
    mirror.update("canary");
    table.delete(GoldenTable.version("four", INT8) + "/snapshot");
    table.delete(GoldenTable.version("three", INT8));

    assertIs("four", INT8, mirror.update("4"));
    assertThat(log.text()).contains(" by 2 increment(s), ");
  }

  @Test
  void numberStaysTheSameVersionAndIsOpenedFromTheLocalCopy() throws Exception {
    Mirror mirror = table.mirror(local, FLOAT32);
    EmbeddingTable two = mirror.update("2");

    assertThat(mirror.update("2")).isSameAs(two);
    assertThat(mirror.update("canary")).as("another name for it").isSameAs(two);
    table.delete("versions");
    table.delete("increments");
    assertIs("two", FLOAT32, table.mirror(local, FLOAT32).update("2"));
  }

  @Test
  void versionBeforeStaysAndOlderOnesGoWhileTheirReadersGoOn() throws Exception {
    Mirror mirror = table.mirror(local, FLOAT32);
    EmbeddingTable two = mirror.update("2");
    float[] before = two.vector("user", "u1");
    mirror.update("3");
    assertThat(names()).containsExactly(".lock", "three", "two");

    mirror.update("4");

    assertThat(names()).containsExactly(".lock", "four", "three");
    assertThat(two.vector("user", "u1")).isEqualTo(before);
    mirror.update("2");
    assertThat(names()).as("three was used before four").containsExactly(".lock", "four", "two");
  }

  @Test
  void leavesAloneWhatIsNotItsOwn() throws Exception {
    Files.createDirectories(local.resolve("mine"));
    Files.writeString(local.resolve("mine/notes.txt"), "precious");
    Files.writeString(local.resolve("notes.txt"), "precious");
    table.mirror(local, FLOAT32).update("2");
    Mirror mirror = table.mirror(local, INT8);
    for (String version : List.of("2", "3", "4")) {
      mirror.update(version);
    }

    assertThat(names())
        .containsExactly(".lock", "four.int8", "mine", "notes.txt", "three.int8", "two");
    assertThat(local.resolve("mine/notes.txt")).hasContent("precious");
  }

  @Test
  void removesWhatAKilledUpdateLeft() throws Exception {
    Path left = local.resolve(".partial-1");
    GoldenTable.copy(table.file("versions/two"), left.resolve("version"));

    table.mirror(local, FLOAT32).update("3");

    assertThat(names()).containsExactly(".lock", "three");
  }

  @Test
  void mirrorsOfOneFolderWaitForEachOther() throws Exception {
    List<String> wanted = List.of("2", "3", "4");

    List<EmbeddingTable> found =
        IntStream.range(0, 12)
            .parallel()
            .mapToObj(i -> table.mirror(local, FLOAT32).update(wanted.get(i % 3)))
            .toList();

    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).manifest().runId())
          .isEqualTo(List.of("two", "three", "four").get(i % 3));
      assertThat(found.get(i).vector("user", "u1")).isNotEmpty();
    }
    assertThat(names()).hasSize(3).first().isEqualTo(".lock");
  }

  /** Ways in which an increment is of no use, with what the log says. */
  enum BadIncrement {
    FLIPPED_BIT(ROWS + ": its SHA-256 is ") {
      @Override
      void make(GoldenTable table, String increment) throws IOException {
        table.flip(increment + "/" + ROWS);
      }
    },
    TRUNCATED("/" + ROWS + ": it has ") {
      @Override
      void make(GoldenTable table, String increment) throws IOException {
        table.truncate(increment + "/" + ROWS);
      }
    },
    MISSING_FILE("/snapshot/head.arrow: it does not exist") {
      @Override
      void make(GoldenTable table, String increment) throws IOException {
        table.delete(increment + "/snapshot/head.arrow");
      }
    },
    OTHER_TARGET("/target.json: its SHA-256 is ") {
      @Override
      void make(GoldenTable table, String increment) throws IOException {
        table.flip(increment + "/target.json");
      }
    },
    NEWER("increment.json: format version 2 (this build reads 1)") {
      @Override
      void make(GoldenTable table, String increment) throws IOException {
        table.replace(
            increment + "/increment.json", "\"formatVersion\" : 1", "\"formatVersion\" : 2");
      }
    },
    NO_JSON("Cannot read increment ") {
      @Override
      void make(GoldenTable table, String increment) throws IOException {
        Files.writeString(table.file(increment + "/increment.json"), "{");
      }
    };

    final String said;

    BadIncrement(String said) {
      this.said = said;
    }

    abstract void make(GoldenTable table, String increment) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void copiesTheWholeVersionWhereAnIncrementIsBad(BadIncrement bad) throws Exception {
    Mirror mirror = table.mirror(local, FLOAT32);
    mirror.update("3");
    bad.make(table, GoldenTable.increment("three", "four", FLOAT32));

    assertIs("four", FLOAT32, mirror.update("4"));
    assertThat(log.text()).contains("WARNING Increment").contains(bad.said);
    assertThat(log.text().lines().reduce((first, last) -> last))
        .hasValueSatisfying(last -> assertThat(last).contains(" by its whole snapshot, "));
    assertThat(names()).containsExactly(".lock", "four", "three");
  }

  @Test
  void copiesTheWholeVersionAcrossAGap() throws Exception {
    Mirror mirror = table.mirror(local, FLOAT32);
    mirror.update("2");
    table.delete(GoldenTable.increment("two", "three", FLOAT32) + "/increment.json");

    assertIs("four", FLOAT32, mirror.update("4"));
    assertThat(log.text()).doesNotContain("increment(s)").doesNotContain("WARNING");
  }

  @Test
  void copiesTheWholeVersionWhereTheLocalCopyIsDamaged() throws Exception {
    Mirror mirror = table.mirror(local, FLOAT32);
    mirror.update("3");
    GoldenTable.flip(local.resolve("three").resolve(ROWS));

    assertIs("four", FLOAT32, mirror.update("4"));
    assertThat(log.text()).contains("WARNING Increments to version 4 (run 'four') cannot be used");
  }

  @Test
  void copiesAgainWhatIsTruncatedOrAnotherVersionLocally() throws Exception {
    table.mirror(local, FLOAT32).update("3");
    Path rows = local.resolve("three").resolve(ROWS);
    Files.write(rows, new byte[10]);

    assertIs("three", FLOAT32, table.mirror(local, FLOAT32).update("3"));
    assertThat(log.text())
        .contains("WARNING %s is damaged".formatted(local.resolve("three")))
        .contains(ROWS + ": it has 10 bytes");

    GoldenTable.delete(local.resolve("three"));
    GoldenTable.copy(table.file("versions/two"), local.resolve("three"));
    assertIs("three", FLOAT32, table.mirror(local, FLOAT32).update("3"));
  }

  @Test
  void refusesDamagedVersionAndKeepsTheOldTable() throws Exception {
    Mirror mirror = table.mirror(local, FLOAT32);
    EmbeddingTable three = mirror.update("3");
    table.delete("increments");
    String rows = "versions/four/" + ROWS;

    table.flip(rows);
    assertRefused(mirror, ErrorCode.BAD_FORMAT, "Damaged file %s: its SHA-256 is ", rows);
    table.truncate(rows);
    assertRefused(mirror, ErrorCode.BAD_FORMAT, "Damaged file %s: it has ", rows);
    table.delete(rows);
    assertRefused(mirror, ErrorCode.BAD_FORMAT, "Damaged file %s: it does not exist", rows);
    table.flip("versions/four/manifest.json");
    assertRefused(
        mirror,
        ErrorCode.BAD_FORMAT,
        "Damaged version 4: %s has SHA-256 ",
        "versions/four/manifest.json");
    table.delete("versions/four/manifest.json");
    assertRefused(
        mirror,
        ErrorCode.BAD_FORMAT,
        "Damaged version 4: %s does not exist. Choose another version.",
        "versions/four/manifest.json");

    assertThat(names()).containsExactly(".lock", "three");
    assertThat(mirror.update("3")).isSameAs(three);
  }

  @Test
  void refusesExportThatIsNewerOfAnotherVersionOrMissing() throws Exception {
    Mirror mirror = table.mirror(local, INT8);
    String manifest = GoldenTable.version("four", INT8) + "/manifest.json";

    table.replace(manifest, "\"formatVersion\" : 2", "\"formatVersion\" : 3");
    assertRefused(mirror, ErrorCode.BAD_FORMAT, "Cannot read %s: format version 3", manifest);
    table.delete(manifest);
    Files.copy(
        table.file(GoldenTable.version("three", INT8) + "/manifest.json"), table.file(manifest));
    assertRefused(
        mirror,
        ErrorCode.BAD_FORMAT,
        "Damaged export: %s was not made from version 4 as int8. Export it again.",
        manifest);
    assertRefused(
        table.mirror(local, INT4),
        ErrorCode.USAGE,
        "There is no export of version 4 as int4: %s does not exist. Make it with ue export 4 --set"
            + " export.format=int4, or follow another format.",
        GoldenTable.version("four", INT4) + "/manifest.json");
  }

  private void assertRefused(Mirror mirror, ErrorCode code, String message, String file) {
    String path = "file:" + table.file(file);
    assertThatThrownBy(() -> mirror.update("production"))
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessageContaining(message.formatted(path))
        .extracting(e -> ((UnifiedEmbeddingException) e).code())
        .isEqualTo(code);
  }
}
