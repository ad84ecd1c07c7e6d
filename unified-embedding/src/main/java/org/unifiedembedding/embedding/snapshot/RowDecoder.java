/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import org.unifiedembedding.embedding.kernel.CodeKernels;

/** From the columns of a file to floats, by format. Thread-safe. */
interface RowDecoder {

  /** Copies row {@code index} of the file into {@code vector} at [offset, offset + width). */
  void read(int index, float[] vector, int offset);

  /**
   * Some number that is stored with the row. Whoever asks for those of several rows before reading
   * them waits for their memory once.
   */
  float peek(int index);

  /** The columns of a file of rows, in their order. */
  static List<ArrowColumn> columns(RowFormat format, int width) {
    return switch (format) {
      case FLOAT32 -> List.of(vectors("vector", ArrowColumn.Item.FLOAT32, width));
      case FLOAT16 -> List.of(vectors("vector", ArrowColumn.Item.FLOAT16, width));
      case INT8, INT4 ->
          List.of(
              vectors("codes", ArrowColumn.Item.UINT8, format.rowBytes(width)),
              new ArrowColumn.Numbers("scale", ArrowColumn.Item.FLOAT32),
              new ArrowColumn.Numbers("zero", ArrowColumn.Item.UINT8));
    };
  }

  private static ArrowColumn vectors(String name, ArrowColumn.Item item, int size) {
    return new ArrowColumn.Vectors(name, item, size);
  }

  /**
   * Of a file's rows.
   *
   * @param columns the bytes of {@link #columns}, little-endian
   */
  static RowDecoder of(RowFormat format, List<ByteBuffer> columns, int width) {
    CodeKernels kernels = CodeKernels.best();
    ByteBuffer rows = columns.get(0);
    return switch (format) {
      case FLOAT32 -> new Floats(kernels, rows, width);
      case FLOAT16 -> new Halves(kernels, rows, width);
      case INT8, INT4 ->
          new Codes(kernels, format, rows, columns.get(1).asFloatBuffer(), columns.get(2), width);
    };
  }

  /** Rows of FLOAT32. */
  record Floats(CodeKernels kernels, ByteBuffer rows, int width) implements RowDecoder {
    @Override
    public void read(int index, float[] vector, int offset) {
      kernels.floats(rows, index * width * Float.BYTES, vector, offset, width);
    }

    @Override
    public float peek(int index) {
      return rows.getFloat(index * width * Float.BYTES);
    }
  }

  /** Rows of FLOAT16. */
  record Halves(CodeKernels kernels, ByteBuffer rows, int width) implements RowDecoder {
    @Override
    public void read(int index, float[] vector, int offset) {
      kernels.halves(rows, index * width * Short.BYTES, vector, offset, width);
    }

    @Override
    public float peek(int index) {
      return rows.getShort(index * width * Short.BYTES);
    }
  }

  /** Rows of INT8 and INT4: codes with a scale and a zero for each row. */
  record Codes(
      CodeKernels kernels,
      RowFormat format,
      ByteBuffer rows,
      FloatBuffer scales,
      ByteBuffer zeros,
      int width)
      implements RowDecoder {
    @Override
    public void read(int index, float[] vector, int offset) {
      float scale = scales.get(index);
      int zero = zeros.get(index) & 0xff;
      int at = index * format.rowBytes(width);
      if (format == RowFormat.INT8) {
        kernels.bytes(rows, at, scale, zero, vector, offset, width);
      } else {
        kernels.nibbles(rows, at, scale, zero, vector, offset, width);
      }
    }

    @Override
    public float peek(int index) {
      return rows.get(index * format.rowBytes(width)) + scales.get(index) + zeros.get(index);
    }
  }
}
