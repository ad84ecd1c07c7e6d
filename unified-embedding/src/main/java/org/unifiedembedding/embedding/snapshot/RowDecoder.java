/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import org.unifiedembedding.embedding.kernel.CodeKernels;

/** From the columns of a file to floats, by format. Thread-safe. */
@FunctionalInterface
interface RowDecoder {

  /** Copies row {@code index} of the file into {@code vector} at [offset, offset + width). */
  void read(int index, float[] vector, int offset);

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
    int bytes = format.rowBytes(width);
    return switch (format) {
      case FLOAT32 ->
          (index, vector, offset) -> kernels.floats(rows, index * bytes, vector, offset, width);
      case FLOAT16 ->
          (index, vector, offset) -> kernels.halves(rows, index * bytes, vector, offset, width);
      case INT8 -> {
        FloatBuffer scales = columns.get(1).asFloatBuffer();
        ByteBuffer zeros = columns.get(2);
        yield (index, vector, offset) ->
            kernels.bytes(
                rows,
                index * bytes,
                scales.get(index),
                zeros.get(index) & 0xff,
                vector,
                offset,
                width);
      }
      case INT4 -> {
        FloatBuffer scales = columns.get(1).asFloatBuffer();
        ByteBuffer zeros = columns.get(2);
        yield (index, vector, offset) ->
            kernels.nibbles(
                rows,
                index * bytes,
                scales.get(index),
                zeros.get(index) & 0xff,
                vector,
                offset,
                width);
      }
    };
  }
}
