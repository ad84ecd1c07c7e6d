/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/**
 * Golden files of every format: rows of 9 floats whose bits, as written and as read back, are in
 * rows-golden.json. python/tests/test_formats.py reads the same files.
 */
class RowFormatTest {
  private static final int WIDTH = 9;

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void makesFolder() throws IOException {
    file = folder.resolve(RowFiles.path(0));
    Files.createDirectories(folder.resolve("snapshot"));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(RowFormatTest.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    }
  }

  private static float[][] golden(String key) throws IOException {
    JsonNode bits = new ObjectMapper().readTree(resource("rows-golden.json")).path(key);
    float[][] rows = new float[bits.size()][WIDTH];
    for (int row = 0; row < rows.length; row++) {
      for (int i = 0; i < WIDTH; i++) {
        rows[row][i] = Float.intBitsToFloat(bits.path(row).path(i).intValue());
      }
    }
    return rows;
  }

  private static RowFiles files() throws IOException {
    int rows = golden("weights").length;
    return new RowFiles(rows, WIDTH, rows);
  }

  private void write(RowFormat format, float[]... rows) throws IOException {
    try (RowFileWriter writer =
        new RowFileWriter(Files.newOutputStream(file), files(), 0, format)) {
      for (int row = 0; row < rows.length; row++) {
        if (!Arrays.equals(rows[row], new float[WIDTH])) {
          writer.row(row, rows[row], 0);
        }
      }
      writer.finish();
    }
  }

  @ParameterizedTest
  @EnumSource
  void writesGoldenFile(RowFormat format) throws IOException {
    write(format, golden("weights"));

    assertThat(Files.readAllBytes(file)).isEqualTo(resource("rows-" + format + ".arrow"));
  }

  @ParameterizedTest
  @EnumSource
  void readsGoldenFile(RowFormat format) throws IOException {
    Files.write(file, resource("rows-" + format + ".arrow"));
    RowFile mapped = RowFile.open(folder, files(), format, 0);

    float[][] expected = golden(format.toString());
    assertThat(expected).isNotEmpty();
    assertThat(expected[0]).as("the untouched row").containsOnly(0);
    assertReads(mapped, expected);
    assertReads(mapped.inMemory(), expected);
  }

  private static void assertReads(RowFile rows, float[][] expected) {
    float[] vector = new float[WIDTH + 2];
    for (int row = 0; row < expected.length; row++) {
      rows.read(row, vector, 1);
      assertThat(Arrays.copyOfRange(vector, 1, WIDTH + 1)).containsExactly(expected[row]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyBufferIsAlignedAndArrowsOwnReaderOpensIt(RowFormat format) throws IOException {
    write(format, golden("weights"));

    assertThat(Arrays.stream(ArrowFile.open(file).offsets())).allMatch(offset -> offset % 64 == 0);
    try (RootAllocator allocator = new RootAllocator();
        FileChannel channel = FileChannel.open(file);
        ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(reader.getVectorSchemaRoot().getRowCount()).isEqualTo(golden("weights").length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesFilesOfOtherFormats(RowFormat format) throws IOException {
    write(format, golden("weights"));
    for (RowFormat other : RowFormat.values()) {
      if (other != format) {
        assertRefused(other, "its columns are");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesTruncatedFile(RowFormat format) throws IOException {
    write(format, golden("weights"));
    byte[] bytes = Files.readAllBytes(file);
    for (int length = 0; length < bytes.length; length += 37) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertRefused(format, "truncated");
    }
  }

  private void assertRefused(RowFormat format, String message) {
    assertThatThrownBy(() -> RowFile.open(folder, files(), format, 0))
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_FORMAT))
        .hasMessageContaining(message);
  }

  @Test
  void refusesUnknownName() {
    assertThat(RowFormat.of("int4")).isEqualTo(RowFormat.INT4);
    assertThatThrownBy(() -> RowFormat.of("int2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid format: 'int2' (must be one of [float32, float16, int8, int4])");
  }
}
