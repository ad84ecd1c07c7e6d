/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.loader.EmbeddingTable;

class SuccessorTest {
  @TempDir Path root;
  private IncrementFixture fixture = new IncrementFixture(Path.of(""), RowFormat.FLOAT32);
  private Path target = Path.of("");

  @BeforeEach
  void writesThreeVersions() throws IOException {
    write(RowFormat.FLOAT32);
  }

  private void write(RowFormat format) throws IOException {
    fixture = new IncrementFixture(root.resolve(format.toString()), format);
    target = root.resolve(format + "-target");
    float[][] rows = IncrementFixture.randomRows(1);
    fixture.write("a", rows);
    rows[1][0] = 0.5f; // of the first file
    rows[299] = new float[IncrementFixture.WIDTH];
    rows[300][4] = -0.25f; // untouched before
    rows[999] = new float[] {1, 2, 3, 4, 5}; // the last row
    fixture.write("b", rows);
    rows[1][0] = 0.75f;
    rows[500] = new float[IncrementFixture.WIDTH];
    fixture.write("c", rows);
    fixture.increase("a", "b");
    fixture.increase("b", "c");
  }

  @ParameterizedTest
  @EnumSource
  void laterVersionComesOutByteForByte(RowFormat format) throws IOException {
    write(format);

    Successor.write(fixture.version("a"), List.of(fixture.increment("a", "b")), target);

    assertSameFiles(target, fixture.version("b"));
  }

  @ParameterizedTest
  @EnumSource
  void chainOfIncrementsIsAppliedInOneGo(RowFormat format) throws IOException {
    write(format);

    Successor.write(
        fixture.version("a"),
        List.of(fixture.increment("a", "b"), fixture.increment("b", "c")),
        target);

    assertSameFiles(target, fixture.version("c"));
  }

  /** Leaves versions and increments for python/tests/test_increments.py. */
  @ParameterizedTest
  @EnumSource
  void versionsAndIncrementsAreLeftForPython(RowFormat format) throws IOException {
    write(format);
    Path left = Path.of("target", "increments", format.toString());
    IncrementFixture.copy(fixture.root(), left);

    assertSameFiles(left, fixture.root());
  }

  @Test
  void goldenIncrementIsWrittenAndApplied() throws Exception {
    Path golden =
        Path.of(Objects.requireNonNull(SuccessorTest.class.getResource("increment")).toURI());
    IncrementFixture written = new IncrementFixture(root.resolve("golden"), RowFormat.INT8);
    IncrementFixture.copy(golden.resolve("versions"), written.root().resolve("versions"));

    written.increase("a", "b");
    Successor.write(
        golden.resolve("versions/a"), List.of(golden.resolve("increments/b/a")), target);

    assertSameFiles(written.root(), golden);
    assertSameFiles(target, golden.resolve("versions/b"));
  }

  @Test
  void onlyRowsThatDifferAreInAnIncrement() throws IOException {
    Increment increment = fixture.increase("a", "b");

    assertThat(increment.changedRows()).isEqualTo(4);
    assertThat(increment.clearedRows()).isEqualTo(1);
    assertThat(increment.parts())
        .extracting(Part::path)
        .containsExactly(
            "snapshot/rows-00000.arrow",
            "snapshot/rows-00001.arrow",
            "snapshot/rows-00003.arrow",
            "snapshot/head.arrow",
            "snapshot/vocabulary.arrow",
            "target.json");
  }

  @Test
  void readersOfTheEarlierVersionGoOn() {
    EmbeddingTable earlier = EmbeddingTable.open(fixture.version("a"));
    float[] before = row(earlier, 1);

    EmbeddingTable later = earlier.next(List.of(fixture.increment("a", "b")), target);

    assertThat(row(earlier, 1)).isEqualTo(before);
    assertThat(row(later, 1)[0]).isEqualTo(0.5f);
    assertThat(later.headWeights()[0]).isEqualTo(0.5f);
    assertThat(later.manifest().runId()).isEqualTo("b");
    assertThat(later.next(List.of(fixture.increment("b", "c")), root.resolve("c")).headWeights()[0])
        .isEqualTo(0.75f);
  }

  private static float[] row(EmbeddingTable table, long row) {
    float[] vector = new float[IncrementFixture.WIDTH];
    table.read(row, vector, 0);
    return vector;
  }

  @Test
  void targetThatHoldsTheVersionIsLeftAlone() throws IOException {
    List<Path> increments = List.of(fixture.increment("a", "b"));
    Successor.write(fixture.version("a"), increments, target);
    var written = Files.getLastModifiedTime(target.resolve(Manifest.PATH));

    Successor.write(fixture.version("a"), increments, target);

    assertThat(Files.getLastModifiedTime(target.resolve(Manifest.PATH))).isEqualTo(written);
    assertNothingBeside();
  }

  @Test
  void rejectsMissingIncrement() {
    assertRefused(
        ErrorCode.CONFLICT,
        "to run 'a': it is made for run 'b' (one is missing, out of order, or of another table)."
            + " Apply the increments in their order, or load the whole version.",
        () -> apply("a", fixture.increment("b", "c")));
  }

  @Test
  void rejectsIncrementsOutOfOrder() {
    assertRefused(
        ErrorCode.CONFLICT,
        "to run 'a': it is made for run 'b'",
        () -> apply("a", fixture.increment("b", "c"), fixture.increment("a", "b")));
  }

  @Test
  void rejectsRepeatedIncrement() {
    Path increment = fixture.increment("a", "b");
    assertRefused(
        ErrorCode.CONFLICT,
        "to run 'b': that is where it leads to (it is applied already)",
        () -> apply("a", increment, increment));
  }

  @Test
  void rejectsVersionOfTheSameRunWithOtherBytes() throws IOException {
    float[][] rows = IncrementFixture.randomRows(2);
    fixture.write("a", rows);

    assertRefused(
        ErrorCode.CONFLICT,
        "to run 'a': it is made for run 'a'",
        () -> apply("a", fixture.increment("a", "b")));
  }

  @Test
  void rejectsDamagedIncrement() throws IOException {
    Path file = fixture.increment("a", "b").resolve(RowFiles.path(3));
    byte[] bytes = Files.readAllBytes(file);

    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused(
        ErrorCode.BAD_FORMAT,
        "rows-00003.arrow: it has %d bytes, the manifest says %d"
            .formatted(bytes.length - 1, bytes.length),
        () -> apply("a", fixture.increment("a", "b")));

    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertRefused(
        ErrorCode.BAD_FORMAT,
        "rows-00003.arrow: its SHA-256 is",
        () -> apply("a", fixture.increment("a", "b")));

    Files.delete(file);
    assertRefused(
        ErrorCode.BAD_FORMAT,
        "rows-00003.arrow: it does not exist",
        () -> apply("a", fixture.increment("a", "b")));
  }

  @Test
  void rejectsDamagedVersion() throws IOException {
    Path file = fixture.version("a").resolve(RowFiles.path(2)); // has no changes
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    assertRefused(
        ErrorCode.BAD_FORMAT,
        "rows-00002.arrow: its SHA-256 is",
        () -> apply("a", fixture.increment("a", "b")));
  }

  @Test
  void rejectsIncompleteIncrement() throws IOException {
    Files.delete(fixture.increment("a", "b").resolve(Increment.PATH));

    assertRefused(
        ErrorCode.BAD_FORMAT,
        "it has no increment.json. Make it again, or load the whole version.",
        () -> apply("a", fixture.increment("a", "b")));
  }

  @Test
  void rejectsNewerIncrement() throws IOException {
    Path file = fixture.increment("a", "b").resolve(Increment.PATH);
    Files.writeString(
        file, Files.readString(file).replace("\"formatVersion\" : 1", "\"formatVersion\" : 2"));

    assertRefused(
        ErrorCode.BAD_FORMAT,
        "increment.json: format version 2 (this build reads 1)",
        () -> apply("a", fixture.increment("a", "b")));
  }

  @Test
  void rejectsFolderThatHoldsSomethingElse() throws IOException {
    Files.createDirectories(target);
    Files.writeString(target.resolve("mine.txt"), "precious");

    assertRefused(
        ErrorCode.CONFLICT,
        "the folder holds something else than run 'b'. Choose a folder that does not exist.",
        () -> apply("a", fixture.increment("a", "b")));
    assertThat(target.resolve("mine.txt")).hasContent("precious");
  }

  private void apply(String from, Path... increments) {
    Successor.write(fixture.version(from), List.of(increments), target);
  }

  private void assertRefused(ErrorCode code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((UnifiedEmbeddingException) e).code())
        .isEqualTo(code);
    assertNothingBeside();
  }

  private void assertNothingBeside() {
    try (Stream<Path> files = Files.list(root)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .allMatch(name -> name.matches("[a-z0-9]+(-target)?"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void assertSameFiles(Path actual, Path expected) throws IOException {
    List<Path> files = files(expected);
    assertThat(files(actual)).isEqualTo(files);
    for (Path file : files) {
      assertThat(actual.resolve(file)).hasSameBinaryContentAs(expected.resolve(file));
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(folder::relativize).sorted().toList();
    }
  }
}
