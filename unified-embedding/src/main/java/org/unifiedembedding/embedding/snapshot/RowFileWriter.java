/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/**
 * Writes one file of a snapshot's rows as a stream. Rows come in ascending order; those that do not
 * come are zeros. Not thread-safe; the files of a table may be written at the same time.
 */
public final class RowFileWriter implements Closeable {
  static final String FIRST_ROW = "first-row";
  static final String VECTOR = "vector";
  private static final int CHUNK_BYTES = 1 << 16;

  private final String path;
  private final int width;
  private final long end;
  private final PartOutput output;
  private final ArrowFileWriter writer;
  private final byte[] chunk;
  private final FloatBuffer floats;
  private long next;

  /**
   * @param out receives the file and is closed by {@link #close()}
   * @param file in [0, files.count())
   */
  public RowFileWriter(OutputStream out, RowFiles files, int file) throws IOException {
    path = RowFiles.path(file);
    width = files.width();
    next = files.firstRow(file);
    long rows = files.rowsOf(file);
    end = next + rows;
    output = new PartOutput(out);
    chunk = new byte[Math.max(CHUNK_BYTES / (width * Float.BYTES), 1) * width * Float.BYTES];
    floats = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    ArrowSchema schema =
        new ArrowSchema(
            List.of(new ArrowColumn.Vectors(VECTOR, width)),
            Map.of(FIRST_ROW, Long.toString(next)));
    long[] bytes = {0, 0, rows * width * Float.BYTES};
    writer = new ArrowFileWriter(output, schema, rows, new long[1], bytes);
  }

  /**
   * Adds a row.
   *
   * @param row greater than the one before, inside the file's range
   * @param weights holds the row at [offset, offset + width)
   */
  public void row(long row, float[] weights, int offset) throws IOException {
    if (row < next || row >= end) {
      throw new IllegalArgumentException(
          "Invalid row: " + row + " (must be in [" + next + ", " + end + "))");
    }
    zerosUpTo(row);
    put(weights, offset);
  }

  private void zerosUpTo(long row) throws IOException {
    float[] zeros = new float[width];
    while (next < row) {
      put(zeros, 0);
    }
  }

  private void put(float[] weights, int offset) throws IOException {
    floats.put(weights, offset, width);
    next++;
    if (!floats.hasRemaining()) {
      drain();
    }
  }

  private void drain() throws IOException {
    writer.write(chunk, 0, floats.position() * Float.BYTES);
    floats.clear();
  }

  /** Fills the file up with zeros and ends it. */
  public Part finish() throws IOException {
    zerosUpTo(end);
    drain();
    writer.finish();
    return output.part(path);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
