/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.example.ExampleBlock;

@Tag("spark")
class UnitMemoryTest {
  private static final String CLICKS =
      """
      source { inputs.clicks { format = csv, header = true, path = ${data}"/clicks.csv" }, label = click }
      prepare.unit-examples = 256
      features = [
        { name = user }
        { name = tags, type = multi-valued, separator = " " }
        { name = price, type = numeric }
      ]
      """;

  @TempDir Path folder;
  private PreparedExamples examples;

  @BeforeEach
  void prepare() {
    PrepareFixture fixture = new PrepareFixture(folder);
    Random random = new Random(3);
    StringBuilder lines = new StringBuilder("click,user,tags,price\n");
    for (int i = 0; i < 5000; i++) {
      lines.append(random.nextInt(2)).append(",u").append(random.nextInt(300));
      lines.append(",t1").append(" t2".repeat(random.nextInt(4))).append(',');
      lines.append(random.nextInt(1000)).append('\n');
    }
    fixture.file("clicks.csv", lines.toString().getBytes(StandardCharsets.UTF_8));
    examples = fixture.prepare(CLICKS);
  }

  @Test
  void aUnitIsTheSameInMemoryThatWasUsedBefore() {
    List<UnitLocation> units = examples.units("train");
    assertThat(units.stream().map(UnitLocation::size).distinct()).hasSizeGreaterThan(3);
    UnitReader reader = examples.reader();
    UnitMemory memory = new UnitMemory();
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      UnitLocation unit = units.get(random.nextInt(units.size()));
      int[] order = IntStream.range(0, unit.size()).toArray();
      ExampleBlock found = reader.read(unit, order, memory);
      ExampleBlock expected = reader.read(unit);
      assertThat(found.size()).isEqualTo(expected.size());
      assertThat(Arrays.copyOf(found.labels(), unit.size())).isEqualTo(expected.labels());
      assertThat(Arrays.copyOf(found.single(), unit.size())).isEqualTo(expected.single());
      assertThat(Arrays.copyOf(found.multiStart(), unit.size() + 1))
          .isEqualTo(expected.multiStart());
      assertThat(Arrays.copyOf(found.multi(), expected.multi().length)).isEqualTo(expected.multi());
      assertThat(Arrays.copyOf(found.numeric(), unit.size())).isEqualTo(expected.numeric());
    }
  }

  @Test
  void unitsOfOneMemoryShareTheirArrays() {
    UnitReader reader = examples.reader();
    UnitMemory memory = new UnitMemory();
    UnitLocation unit = examples.units("train").get(0);
    int[] order = IntStream.range(0, unit.size()).toArray();
    ExampleBlock first = reader.read(unit, order, memory);
    assertThat(reader.read(unit, order, memory).single()).isSameAs(first.single());
  }

  /** Without the checksum file that Hadoop puts beside a local file, as on another store. */
  @Test
  void damagedPagesAreRefusedByName() throws IOException {
    UnitLocation unit = examples.units("train").get(0);
    Path file = Path.of(URI.create(unit.file()));
    byte[] bytes = Files.readAllBytes(file);
    for (int end : endsOfBlocks(unit.file())) {
      bytes[end - 20] ^= 0x55;
    }
    Files.write(file, bytes);
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    assertThatThrownBy(() -> examples.reader().read(unit))
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_FORMAT))
        .hasMessageContaining("damaged");
  }

  private static List<Integer> endsOfBlocks(String file) throws IOException {
    HadoopInputFile input =
        HadoopInputFile.fromPath(
            new org.apache.hadoop.fs.Path(URI.create(file)),
            PrepareFixture.spark().sparkContext().hadoopConfiguration());
    try (ParquetFileReader reader = ParquetFileReader.open(input)) {
      return reader.getRowGroups().stream()
          .flatMap(group -> group.getColumns().stream())
          .filter(column -> column.getPath().toDotString().equals("block"))
          .map(column -> (int) (column.getStartingPos() + column.getTotalSize()))
          .toList();
    }
  }
}
