/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.example;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
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
    Columns columns = new Columns(bytes, shape.examples());
    columns.putFloats(block.labels(), 1);
    columns.putFloats(block.weights(), 1);
    columns.putLongs(block.single(), shape.single());
    columns.putLists(block.multiStart(), block.multi(), shape.multi());
    columns.putFloats(block.numeric(), shape.numeric());
    bytes.putInt(checksum(encoded));
    return encoded;
  }

  /**
   * The block of bytes that {@link #encode} made with an equal schema.
   *
   * @throws UnifiedEmbeddingException BAD_FORMAT, where the bytes are something else, truncated,
   *     damaged, of a newer version or of another schema
   */
  public static ExampleBlock decode(byte[] encoded, ExampleSchema schema) {
    ByteBuffer bytes = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
    BlockShape shape = header(bytes, encoded);
    shape.check(schema);
    Columns columns = new Columns(bytes, shape.examples());
    float[] labels = columns.takeFloats(1);
    float[] weights = columns.takeFloats(1);
    long[] single = columns.takeLongs(shape.single());
    int[] multiStart = columns.takeListStarts(shape.multi(), shape.values());
    long[] multi = columns.takeLists(multiStart, shape.multi());
    float[] numeric = columns.takeFloats(shape.numeric());
    return new ExampleBlock(shape.examples(), labels, weights, single, multiStart, multi, numeric);
  }

  private static BlockShape header(ByteBuffer bytes, byte[] encoded) {
    int length = encoded.length;
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
    int computed = checksum(encoded);
    if (stored != computed) {
      throw bad(
          String.format("its checksum is %08x instead of %08x: it is damaged", computed, stored));
    }
    return shape;
  }

  /** CRC32C of everything in front of the checksum. */
  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - CHECKSUM_BYTES);
    return (int) crc.getValue();
  }

  static UnifiedEmbeddingException bad(String reason) {
    return new UnifiedEmbeddingException(
        ErrorCode.BAD_FORMAT, "Cannot read a block of examples: " + reason);
  }
}
