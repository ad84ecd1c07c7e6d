/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.example;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/**
 * Blocks of examples as bytes, version 1 of docs/spec/examples.md: a header, the columns one after
 * the other (a column's values are alike, so that the file's compression finds them), a checksum.
 * Stateless, thread-safe.
 */
public final class ExampleCodec {
  /** The characters UEEX. */
  private static final int MAGIC = 0x58454555;

  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 28;
  private static final int CHECKSUM_BYTES = Integer.BYTES;
  private static final ExampleBlock NOTHING =
      new ExampleBlock(
          0, new float[0], new float[0], new long[0], new int[0], new long[0], new float[0]);

  private ExampleCodec() {}

  /**
   * The bytes of a block; equal blocks give equal bytes.
   *
   * @throws IllegalArgumentException where the block's arrays do not fit its size and the schema
   */
  public static byte[] encode(ExampleBlock block, ExampleSchema schema) {
    BlockShape shape = BlockShape.of(block, schema);
    int length = Math.toIntExact(HEADER_BYTES + shape.columnBytes() + CHECKSUM_BYTES);
    byte[] encoded = new byte[length];
    ByteBuffer bytes = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(MAGIC).putShort((short) VERSION).putShort((short) 0);
    bytes.putInt(shape.examples()).putInt(shape.single()).putInt(shape.multi());
    bytes.putInt(shape.numeric()).putInt(shape.values());
    Columns columns = new Columns(bytes, IntStream.range(0, shape.examples()).toArray());
    columns.putFloats(block.labels(), 1);
    columns.putFloats(block.weights(), 1);
    columns.putLongs(block.single(), shape.single());
    columns.putLists(block.multiStart(), block.multi(), shape.multi());
    columns.putFloats(block.numeric(), shape.numeric());
    bytes.putInt(checksum(bytes));
    return encoded;
  }

  /**
   * The block of bytes that {@link #encode} made with an equal schema.
   *
   * @throws UnifiedEmbeddingException BAD_FORMAT, where the bytes are something else, truncated,
   *     damaged, of a newer version or of another schema
   */
  public static ExampleBlock decode(ByteBuffer encoded, ExampleSchema schema) {
    BlockShape shape = shape(encoded, schema);
    return decode(encoded, shape, IntStream.range(0, shape.examples()).toArray(), NOTHING);
  }

  /**
   * The block of bytes that {@link #encode} made with an equal schema, its examples in another
   * order. Whoever reads examples in that order then reads memory from front to back.
   *
   * @param order a permutation: example i of the result is example order[i] of the bytes
   * @param spare a block that nobody reads any more, null for none: those of its arrays that are
   *     long enough are overwritten and become the result's, which may then be longer than it needs
   * @throws UnifiedEmbeddingException BAD_FORMAT, where the bytes are something else, truncated,
   *     damaged, of a newer version, of another schema or of another number of examples
   */
  public static ExampleBlock decode(
      ByteBuffer encoded, ExampleSchema schema, int[] order, @Nullable ExampleBlock spare) {
    BlockShape shape = shape(encoded, schema);
    if (shape.examples() != order.length) {
      throw bad(
          "it has "
              + shape.examples()
              + " examples instead of "
              + order.length
              + ": it is damaged");
    }
    int[] places = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      places[order[i]] = i;
    }
    return decode(encoded, shape, places, spare == null ? NOTHING : spare);
  }

  private static ExampleBlock decode(
      ByteBuffer encoded, BlockShape shape, int[] places, ExampleBlock spare) {
    ByteBuffer bytes = encoded.slice().order(ByteOrder.LITTLE_ENDIAN).position(HEADER_BYTES);
    Columns columns = new Columns(bytes, places);
    float[] labels = columns.takeFloats(1, spare.labels());
    float[] weights = columns.takeFloats(1, spare.weights());
    long[] single = columns.takeLongs(shape.single(), spare.single());
    int[] multiStart = columns.takeListStarts(shape.multi(), shape.values(), spare.multiStart());
    long[] multi = columns.takeLists(multiStart, shape.multi(), spare.multi());
    float[] numeric = columns.takeFloats(shape.numeric(), spare.numeric());
    return new ExampleBlock(shape.examples(), labels, weights, single, multiStart, multi, numeric);
  }

  private static BlockShape shape(ByteBuffer encoded, ExampleSchema schema) {
    BlockShape shape = header(encoded.slice().order(ByteOrder.LITTLE_ENDIAN));
    shape.check(schema);
    return shape;
  }

  private static BlockShape header(ByteBuffer bytes) {
    int length = bytes.limit();
    if (length < HEADER_BYTES + CHECKSUM_BYTES) {
      throw bad("it has " + length + " bytes, fewer than header and checksum: it is truncated");
    }
    int magic = bytes.getInt();
    if (magic != MAGIC) {
      throw bad(String.format("it starts with %08x instead of %08x: it is no block", magic, MAGIC));
    }
    int version = Short.toUnsignedInt(bytes.getShort());
    if (version != VERSION) {
      throw bad(
          "its version is "
              + version
              + ", this release reads version "
              + VERSION
              + ": use the release that prepared the data, or prepare again");
    }
    bytes.getShort();
    BlockShape shape =
        new BlockShape(
            bytes.getInt(), bytes.getInt(), bytes.getInt(), bytes.getInt(), bytes.getInt());
    long announced = HEADER_BYTES + shape.columnBytes() + CHECKSUM_BYTES;
    if (announced != length) {
      throw bad("it has " + length + " bytes instead of " + announced + ": it is truncated");
    }
    int stored = bytes.getInt(length - CHECKSUM_BYTES);
    int computed = checksum(bytes);
    if (stored != computed) {
      throw bad(
          String.format("its checksum is %08x instead of %08x: it is damaged", computed, stored));
    }
    return shape;
  }

  /** CRC32C of everything in front of the checksum. */
  private static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(0, bytes.limit() - CHECKSUM_BYTES));
    return (int) crc.getValue();
  }

  static UnifiedEmbeddingException bad(String reason) {
    return new UnifiedEmbeddingException(
        ErrorCode.BAD_FORMAT, "Cannot read a block of examples: " + reason);
  }
}
