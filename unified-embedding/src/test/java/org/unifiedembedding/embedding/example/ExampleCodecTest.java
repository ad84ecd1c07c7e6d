/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

class ExampleCodecTest {
  private static final long SEED = Long.getLong("test.seed", 20260101);

  private static final ExampleSchema SCHEMA =
      new ExampleSchema(List.of("user", "age"), List.of("genres"), List.of("price"));

  /** The golden block of docs/spec/examples.md. */
  private static final ExampleBlock BLOCK =
      new ExampleBlock(
          2,
          new float[] {1, 0},
          new float[] {1, 0.5f},
          new long[] {
            Fingerprint.of("7"), Fingerprint.of("25"), Fingerprint.of("8"), Fingerprint.MISSING
          },
          new int[] {0, 2, 2},
          new long[] {Fingerprint.of("drama"), Fingerprint.of("war")},
          new float[] {1.25f, -2});

  @Test
  void writesTheGoldenBlock() throws IOException {
    assertThat(ExampleCodec.encode(BLOCK, SCHEMA)).isEqualTo(golden());
  }

  @Test
  void readsTheGoldenBlock() throws IOException {
    assertEqual(decode(golden(), SCHEMA), BLOCK);
  }

  @Test
  void readsExamplesInAnotherOrder() {
    ExampleBlock found =
        ExampleCodec.decode(
            ByteBuffer.wrap(ExampleCodec.encode(BLOCK, SCHEMA)), SCHEMA, new int[] {1, 0}, null);
    ExampleBlock expected =
        new ExampleBlock(
            2,
            new float[] {BLOCK.labels()[1], BLOCK.labels()[0]},
            new float[] {0.5f, 1},
            new long[] {
              Fingerprint.of("8"), Fingerprint.MISSING, Fingerprint.of("7"), Fingerprint.of("25")
            },
            new int[] {0, 0, 2},
            BLOCK.multi(),
            new float[] {-2, 1.25f});
    assertEqual(found, expected);
    assertRefused(
        () -> ExampleCodec.decode(ByteBuffer.wrap(golden()), SCHEMA, new int[] {0}, null),
        "it has 2 examples instead of 1");
  }

  @Test
  void specificationPrintsTheGoldenBlock() throws IOException {
    String specification = Files.readString(Path.of("..", "docs", "spec", "examples.md"));
    String dump =
        Pattern.compile("(?m)^ +\\d+  ((?:[0-9a-f]{2} {1,2})*[0-9a-f]{2})(?= {3}|$)")
            .matcher(specification)
            .results()
            .map((MatchResult line) -> line.group(1).replace(" ", ""))
            .collect(Collectors.joining());
    assertThat(HexFormat.of().parseHex(dump)).isEqualTo(golden());
  }

  @Test
  void readsWhatItWroteForAnyCounts() {
    Random random = new Random(SEED);
    for (int round = 0; round < 200; round++) {
      ExampleSchema schema =
          new ExampleSchema(
              names(random.nextInt(4)), names(random.nextInt(4)), names(random.nextInt(4)));
      ExampleBlock block = block(random, round == 0 ? 0 : random.nextInt(300), schema);
      assertEqual(decode(ExampleCodec.encode(block, schema), schema), block);
    }
  }

  @Test
  void readsIntoABlockThatNobodyReadsAnyMore() {
    Random random = new Random(SEED);
    ExampleSchema schema = new ExampleSchema(names(2), names(2), names(1));
    ExampleBlock spare = null;
    for (int round = 0; round < 200; round++) {
      ExampleBlock block = block(random, random.nextInt(30), schema);
      ByteBuffer encoded = ByteBuffer.wrap(ExampleCodec.encode(block, schema));
      int[] order = IntStream.range(0, block.size()).toArray();
      ExampleBlock found = ExampleCodec.decode(encoded, schema, order, spare);
      assertEqual(exact(found, block), block);
      if (spare != null && spare.size() >= block.size()) {
        assertThat(found.single()).isSameAs(spare.single());
        assertThat(found.multiStart()).isSameAs(spare.multiStart());
        assertThat(found.numeric()).isSameAs(spare.numeric());
      }
      spare = found;
    }
  }

  /** A block without what its arrays have behind their shapes. */
  private static ExampleBlock exact(ExampleBlock found, ExampleBlock shape) {
    return new ExampleBlock(
        found.size(),
        Arrays.copyOf(found.labels(), shape.labels().length),
        Arrays.copyOf(found.weights(), shape.weights().length),
        Arrays.copyOf(found.single(), shape.single().length),
        Arrays.copyOf(found.multiStart(), shape.multiStart().length),
        Arrays.copyOf(found.multi(), shape.multi().length),
        Arrays.copyOf(found.numeric(), shape.numeric().length));
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    byte[] golden = golden();
    for (int length = 0; length < golden.length; length++) {
      byte[] shorter = Arrays.copyOf(golden, length);
      assertRefused(() -> decode(shorter, SCHEMA), "it is truncated");
    }
  }

  @Test
  void refusesEveryFlippedBit() throws IOException {
    byte[] golden = golden();
    for (int bit = 0; bit < golden.length * 8; bit++) {
      byte[] damaged = golden.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefused(() -> decode(damaged, SCHEMA), "Cannot read a block of examples: it");
    }
  }

  @Test
  void refusesBadMagic() throws IOException {
    byte[] damaged = golden();
    damaged[0] = 'P';
    assertRefused(
        () -> decode(damaged, SCHEMA),
        "it starts with 58454550 instead of 58454555: it is no block");
  }

  @Test
  void refusesANewerVersion() throws IOException {
    byte[] newer = golden();
    newer[4] = 2;
    assertRefused(
        () -> decode(newer, SCHEMA),
        "its version is 2, this release reads version 1: use the release that prepared the data,"
            + " or prepare again");
  }

  @Test
  void refusesAWrongChecksum() throws IOException {
    byte[] damaged = golden();
    damaged[30] = 0;
    assertRefused(
        () -> decode(damaged, SCHEMA),
        "its checksum is e497a6f1 instead of b9bc6a51: it is damaged");
  }

  @Test
  void refusesAnotherSchema() {
    ExampleSchema other = new ExampleSchema(List.of("user"), List.of("genres"), List.of("price"));
    assertRefused(
        () -> decode(ExampleCodec.encode(BLOCK, SCHEMA), other),
        "it has 2 single-valued, 1 multi-valued and 1 numeric columns, the schema is"
            + " ExampleSchema[singleValued=[user], multiValued=[genres], numeric=[price]]:"
            + " prepare the data again with this configuration");
  }

  @Test
  void refusesListsOfImpossibleLengths() throws IOException {
    assertRefused(() -> decode(resealed(76, -1), SCHEMA), "list 0 has -1 values");
    assertRefused(() -> decode(resealed(76, 3), SCHEMA), "list 0 has 3 values");
    assertRefused(() -> decode(resealed(76, 1), SCHEMA), "its lists have 1 values instead of 2");
  }

  @Test
  void refusesImpossibleCounts() throws IOException {
    assertRefused(() -> decode(resealed(8, -2), SCHEMA), "-2 examples");
    assertRefused(() -> decode(resealed(24, Integer.MAX_VALUE), SCHEMA), "2147483647 values");
  }

  @Test
  void refusesToWriteArraysThatDoNotFit() {
    assertThatThrownBy(() -> ExampleCodec.encode(block(new int[] {0, 2}), SCHEMA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid multiStart: length 2 (must be 3)");
    assertThatThrownBy(() -> ExampleCodec.encode(block(new int[] {0, 2, 1}), SCHEMA))
        .hasMessage("Invalid multiStart: 1 (must not decrease)");
    assertThatThrownBy(() -> ExampleCodec.encode(block(new int[] {0, 1, 1}), SCHEMA))
        .hasMessage("Invalid multiStart: [0, 1] (must span [0, 2])");
  }

  private static void assertEqual(ExampleBlock actual, ExampleBlock expected) {
    assertThat(actual.size()).as("test.seed %d", SEED).isEqualTo(expected.size());
    assertThat(actual.labels()).isEqualTo(expected.labels());
    assertThat(actual.weights()).isEqualTo(expected.weights());
    assertThat(actual.single()).isEqualTo(expected.single());
    assertThat(actual.multiStart()).isEqualTo(expected.multiStart());
    assertThat(actual.multi()).isEqualTo(expected.multi());
    assertThat(actual.numeric()).isEqualTo(expected.numeric());
  }

  private static byte[] golden() throws IOException {
    try (InputStream file = ExampleCodecTest.class.getResourceAsStream("block-v1.bin")) {
      return Objects.requireNonNull(file, "block-v1.bin").readAllBytes();
    }
  }

  /** The golden block with one number replaced and the checksum made right again. */
  private static byte[] resealed(int offset, int number) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(golden()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(offset, number);
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(0, bytes.capacity() - 4));
    return bytes.putInt(bytes.capacity() - 4, (int) crc.getValue()).array();
  }

  private static ExampleBlock block(int[] multiStart) {
    return new ExampleBlock(
        BLOCK.size(),
        BLOCK.labels(),
        BLOCK.weights(),
        BLOCK.single(),
        multiStart,
        BLOCK.multi(),
        BLOCK.numeric());
  }

  private static ExampleBlock block(Random random, int size, ExampleSchema schema) {
    int[] multiStart = new int[size * schema.multiValued().size() + 1];
    for (int i = 1; i < multiStart.length; i++) {
      multiStart[i] = multiStart[i - 1] + random.nextInt(4);
    }
    return new ExampleBlock(
        size,
        floats(random, size),
        floats(random, size),
        random.longs((long) size * schema.singleValued().size()).toArray(),
        multiStart,
        random.longs(multiStart[multiStart.length - 1]).toArray(),
        floats(random, size * schema.numeric().size()));
  }

  private static float[] floats(Random random, int n) {
    float[] floats = new float[n];
    for (int i = 0; i < n; i++) {
      floats[i] = random.nextFloat();
    }
    return floats;
  }

  private static List<String> names(int n) {
    return IntStream.range(0, n).mapToObj(i -> "f" + i).toList();
  }

  private static ExampleBlock decode(byte[] encoded, ExampleSchema schema) {
    return ExampleCodec.decode(ByteBuffer.wrap(encoded), schema);
  }

  private static void assertRefused(ThrowingCallable decode, String message) {
    assertThatThrownBy(decode)
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((UnifiedEmbeddingException) e).code())
        .isEqualTo(ErrorCode.BAD_FORMAT);
  }
}
