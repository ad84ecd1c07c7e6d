/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.snapshot.HeadFile;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.embedding.snapshot.Part;

class EmbeddingTableTest {
  @TempDir Path folder;

  @BeforeEach
  void writesVersion() throws IOException {
    VersionFixture.write(folder);
  }

  @Test
  void layoutIsTheTrainedOne() {
    assertThat(EmbeddingTable.open(folder).layout()).isEqualTo(VersionFixture.layout());
  }

  @Test
  void everyRowEqualsTheWrittenOne() {
    EmbeddingTable table = EmbeddingTable.open(folder);
    table.verify();

    float[] vector = new float[6];
    for (long row = 0; row < table.layout().geometry().rows(); row++) {
      table.read(row, vector, 1);
      for (int column = 0; column < 4; column++) {
        assertThat(vector[column + 1]).isEqualTo(VersionFixture.value(row, column));
      }
    }
    assertThat(table.headWeights()).containsExactly(VersionFixture.HEAD);
  }

  @Test
  void vectorJoinsTheRowsOfAllChunks() {
    EmbeddingTable table = EmbeddingTable.open(folder);
    TableLayout layout = table.layout();

    long[] rows = table.rows("user", "u-1");

    assertThat(rows)
        .containsExactly(
            layout.row(0, 0, Fingerprint.of("u-1")), layout.row(0, 1, Fingerprint.of("u-1")));
    assertThat(table.vector("user", "u-1"))
        .hasSize(table.width("user"))
        .containsExactly(expected(rows));
  }

  private static float[] expected(long... rows) {
    float[] vector = new float[rows.length * 4];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = VersionFixture.value(rows[i / 4], i % 4);
    }
    return vector;
  }

  @Test
  void everyKindOfFeatureHasItsFingerprint() {
    EmbeddingTable table = EmbeddingTable.open(folder);

    assertThat(table.fingerprint("user", null)).isEqualTo(Fingerprint.MISSING);
    assertThat(table.fingerprint("age", "17.5")).isEqualTo(Fingerprint.of("0"));
    assertThat(table.fingerprint("age", "65")).isEqualTo(Fingerprint.of("2"));
    assertThat(table.crossed("user x sex", List.of("u-1", "m")))
        .isEqualTo(Fingerprint.cross(Fingerprint.of("u-1"), Fingerprint.of("m")));
    long exact = VersionFixture.layout().geometry().hashedRows();
    assertThat(table.rows("sex", "f")).containsExactly(exact);
    assertThat(table.rows("sex", "m")).containsExactly(exact + 1);
    assertThat(table.rows("sex", "unheard of")).containsExactly(exact + 2);
    assertThat(table.rows("sex", null)).containsExactly(exact + 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 257, 1000})
  void batchEqualsSingleLookUps(int count) {
    EmbeddingTable table = EmbeddingTable.open(folder);
    long[] fingerprints = LongStream.rangeClosed(0, count).map(i -> i * i).toArray();

    float[] vectors = new float[(count + 1) * 8];
    table.embed("user", fingerprints, count, vectors);
    float[] inMemory = new float[vectors.length];
    table.inMemory().embed("user", fingerprints, count, inMemory);

    for (int i = 0; i < count; i++) {
      assertThat(Arrays.copyOfRange(vectors, i * 8, i * 8 + 8))
          .containsExactly(table.vector("user", fingerprints[i]));
    }
    assertThat(Arrays.copyOfRange(vectors, count * 8, count * 8 + 8)).containsOnly(0);
    assertThat(inMemory).containsExactly(vectors);
  }

  @Test
  void rowsAreReadInTheirOrder() {
    long[] rows = {1002, 0, 299, 300, 0};

    float[] vectors = new float[5 * 4];
    EmbeddingTable.open(folder).read(rows, 4, vectors);

    assertThat(Arrays.copyOf(vectors, 16)).containsExactly(expected(1002, 0, 299, 300));
    assertThat(Arrays.copyOfRange(vectors, 16, 20)).containsOnly(0);
  }

  @Test
  void manyThreadsReadTheSame() {
    EmbeddingTable table = EmbeddingTable.open(folder);

    assertThat(
            IntStream.range(0, 10_000)
                .parallel()
                .allMatch(
                    i ->
                        Arrays.equals(
                            table.vector("user", "u" + i), expected(table.rows("user", "u" + i)))))
        .isTrue();
  }

  @Test
  void refusesUnknownFeatureAndValuesOfTheWrongKind() {
    EmbeddingTable table = EmbeddingTable.open(folder);

    assertThatThrownBy(() -> table.vector("usr", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid feature: 'usr' (must be one of [age, sex, user, user x sex])");
    assertThatThrownBy(() -> table.vector("age", "old"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid value of bucketised feature 'age': 'old' (must be a number)");
    assertThatThrownBy(() -> table.vector("user x sex", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give the values of [user, sex]");
    assertThatThrownBy(() -> table.crossed("user x sex", List.of("1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give one for each of [user, sex]");
    assertThatThrownBy(() -> table.read(1003, new float[4], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Invalid row: 1003");
  }

  private static final String ROWS = "snapshot/rows-00001.arrow";

  @ParameterizedTest
  @ValueSource(strings = {ROWS, "snapshot/head.arrow", "snapshot/vocabulary.arrow"})
  void refusesMissingPart(String part) throws IOException {
    Files.delete(folder.resolve(part));

    assertBadFormat("it does not exist");
  }

  @Test
  void refusesTruncatedPart() throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(ROWS));
    Files.write(folder.resolve(ROWS), Arrays.copyOf(bytes, bytes.length - 1));

    assertBadFormat("it has " + (bytes.length - 1) + " bytes, the manifest says " + bytes.length);
  }

  @Test
  void refusesFileOfOtherRows() throws IOException {
    Files.copy(folder.resolve("snapshot/rows-00000.arrow"), folder.resolve("copy"));
    Files.move(
        folder.resolve("copy"),
        folder.resolve(ROWS),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertBadFormat("it holds 300 rows from row 0 instead of 300 from row 300");
  }

  @Test
  void refusesHeadOfOtherSize() throws IOException {
    Path head = folder.resolve(HeadFile.PATH);
    Part part =
        HeadFile.write(Files.newOutputStream(head), new float[VersionFixture.HEAD.length - 1]);
    Manifest manifest = ManifestJson.read(folder);
    List<Part> parts = new ArrayList<>(manifest.files().parts());
    parts.replaceAll(old -> old.path().equals(HeadFile.PATH) ? part : old);
    Manifest.Files files = manifest.files();
    Manifest.Files changed =
        new Manifest.Files(files.rowsPerFile(), files.storedRows(), files.deltaVersion(), parts);
    Files.writeString(
        folder.resolve(Manifest.PATH), ManifestJson.write(manifest.withFiles(changed)));

    assertBadFormat("head.arrow: it holds 20 weights, the head has 21");
  }

  private void assertBadFormat(String message) {
    assertThatThrownBy(() -> EmbeddingTable.open(folder))
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_FORMAT))
        .hasMessageContaining(message);
  }

  @Test
  void verifyFindsOneFlippedBit() throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(ROWS));
    bytes[bytes.length / 2] ^= 1;
    Files.write(folder.resolve(ROWS), bytes);
    EmbeddingTable table = EmbeddingTable.open(folder);

    assertThatThrownBy(table::verify)
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessageContaining(ROWS)
        .hasMessageContaining("its SHA-256 is");
  }

  @Test
  void versionWithoutManifestIsAbsent() throws IOException {
    Files.delete(folder.resolve(Manifest.PATH));

    assertBadFormat("There is no complete version");
  }
}
