/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.unifiedembedding.embedding.kernel.Codes;
import org.unifiedembedding.embedding.kernel.Halves;

/**
 * From floats to the columns of a file, row by row. Numbers and codes are the first column and
 * leave at once; scales and zero points are the columns behind it and are kept until then, 5 bytes
 * a row. Not thread-safe.
 */
final class RowEncoder {
  private final RowFormat format;
  private final int width;
  private final int rows;
  private final ByteBuffer scales;
  private final byte[] zeros;
  private int next;

  /**
   * An encoder of a file.
   *
   * @param rows that the file has
   */
  RowEncoder(RowFormat format, int width, int rows) {
    this.format = format;
    this.width = width;
    this.rows = rows;
    int coded = coded() ? rows : 0;
    this.scales =
        ByteBuffer.allocate(Math.multiplyExact(coded, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    this.zeros = new byte[coded];
  }

  private boolean coded() {
    return format == RowFormat.INT8 || format == RowFormat.INT4;
  }

  /** The lengths of all buffers of the file. */
  long[] bufferBytes() {
    long bytes = (long) rows * format.rowBytes(width);
    return coded()
        ? new long[] {0, 0, bytes, 0, (long) rows * Float.BYTES, 0, rows}
        : new long[] {0, 0, bytes};
  }

  /**
   * Adds the next row.
   *
   * @param weights holds the row at [offset, offset + width)
   * @param out receives rowBytes bytes; little-endian
   */
  void encode(float[] weights, int offset, ByteBuffer out) {
    switch (format) {
      case FLOAT32 -> {
        for (int i = 0; i < width; i++) {
          out.putFloat(weights[offset + i]);
        }
      }
      case FLOAT16 -> {
        for (int i = 0; i < width; i++) {
          out.putShort(Halves.encode(weights[offset + i]));
        }
      }
      case INT8, INT4 -> encodeCodes(weights, offset, out);
    }
    next++;
  }

  private void encodeCodes(float[] weights, int offset, ByteBuffer out) {
    int levels = format.levels();
    Codes codes = Codes.of(weights, offset, width, levels);
    scales.putFloat(codes.scale());
    zeros[next] = (byte) codes.zero();
    if (format == RowFormat.INT8) {
      for (int i = 0; i < width; i++) {
        out.put((byte) codes.encode(weights[offset + i], levels));
      }
      return;
    }
    for (int i = 0; i < width; i += 2) {
      int low = codes.encode(weights[offset + i], levels);
      int high = i + 1 < width ? codes.encode(weights[offset + i + 1], levels) : 0;
      out.put((byte) (high << 4 | low));
    }
  }

  /** Writes the columns behind the first, when all rows have come. */
  void finish(ArrowFileWriter writer) throws IOException {
    writer.write(scales.array(), 0, scales.position());
    writer.write(zeros, 0, zeros.length);
  }
}
