/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unifiedembedding.embedding.address.Vocabulary;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

class ArrowFileTest {
  @TempDir Path folder;

  private Path rowFile(int rows, int width) throws IOException {
    RowFiles files = new RowFiles(rows, width, rows);
    Path path = folder.resolve(RowFiles.path(0));
    Files.createDirectories(folder.resolve("snapshot"));
    try (RowFileWriter writer = new RowFileWriter(Files.newOutputStream(path), files, 0)) {
      for (int row = 0; row < rows; row += 2) {
        float[] vector = new float[width];
        Arrays.fill(vector, row + 0.5f);
        writer.row(row, vector, 0);
      }
      writer.finish();
    }
    return path;
  }

  @Test
  void arrowsOwnReaderReadsRows() throws IOException {
    Path path = rowFile(1001, 3);

    try (BufferAllocator allocator = new RootAllocator();
        FileChannel channel = FileChannel.open(path);
        ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      assertThat(root.getSchema().getCustomMetadata()).containsEntry("first-row", "0");
      assertThat(reader.loadNextBatch()).isTrue();
      FixedSizeListVector vectors = (FixedSizeListVector) root.getVector("vector");
      assertThat(vectors.getValueCount()).isEqualTo(1001);
      assertThat(vectors.getObject(1000)).isEqualTo(List.of(1000.5f, 1000.5f, 1000.5f));
      assertThat(vectors.getObject(999)).isEqualTo(List.of(0f, 0f, 0f));
      assertThat(reader.loadNextBatch()).isFalse();
    }
  }

  @Test
  void arrowsOwnReaderReadsTextsAndNulls() throws IOException {
    Map<String, Vocabulary> vocabularies = new LinkedHashMap<>();
    vocabularies.put(
        "city", Vocabulary.of(new long[] {-5, 42, 7}, Arrays.asList("Köln", null, "")));
    Path path = folder.resolve("v.arrow");
    VocabularyFile.write(Files.newOutputStream(path), vocabularies);

    try (BufferAllocator allocator = new RootAllocator();
        FileChannel channel = FileChannel.open(path);
        ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      reader.loadNextBatch();
      VarCharVector values = (VarCharVector) root.getVector("value");
      assertThat(values.getObject(0)).hasToString("Köln");
      assertThat(values.isNull(1)).isTrue();
      assertThat(values.getObject(2)).hasToString("");
      assertThat(((BigIntVector) root.getVector("fingerprint")).get(0)).isEqualTo(-5);
    }
  }

  @Test
  void vectorsAreAlignedForMappedReaders() throws IOException {
    ArrowFile file = ArrowFile.open(rowFile(10, 16));

    assertThat(file.offsets()[2] % 64).isZero();
    assertThat(file.lengths()[2]).isEqualTo(640);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 9, 63, 200, 4000, 10_000})
  void refusesTruncatedFile(int bytes) throws IOException {
    Path path = rowFile(1000, 4);
    Files.write(path, Arrays.copyOf(Files.readAllBytes(path), bytes));

    assertThatThrownBy(() -> ArrowFile.open(path))
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_FORMAT))
        .hasMessageContaining("truncated");
  }

  @Test
  void refusesWrongMagic() throws IOException {
    Path path = rowFile(10, 4);
    byte[] bytes = Files.readAllBytes(path);
    bytes[0] = 'X';
    Files.write(path, bytes);

    assertThatThrownBy(() -> ArrowFile.open(path))
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessageContaining("does not begin with ARROW1");
  }

  @Test
  void refusesMissingFile() {
    assertThatThrownBy(() -> ArrowFile.open(folder.resolve("none.arrow")))
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessageContaining("it does not exist");
  }

  @Test
  void anyDamagedMetadataByteIsRefusedOrHarmless() throws IOException {
    Path path = rowFile(3, 4);
    byte[] good = Files.readAllBytes(path);
    for (int i = 0; i < good.length; i++) {
      byte[] bytes = good.clone();
      bytes[i] ^= (byte) 0xff;
      Files.write(path, bytes);
      try {
        ArrowFile.open(path);
      } catch (UnifiedEmbeddingException e) {
        assertThat(e.code()).as("byte %d", i).isEqualTo(ErrorCode.BAD_FORMAT);
      }
    }
  }

  @Test
  void refusesOtherColumns() throws IOException {
    Path path = rowFile(10, 4);

    assertThatThrownBy(() -> ArrowFile.open(path).expect(List.of(new ArrowColumn.Texts("weight"))))
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessageContaining("its columns are [Vectors[name=vector, item=FLOAT32, size=4]]");
  }
}
