/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * Writes one file of a snapshot's rows as a stream. Rows come in ascending order; those that do not
 * come are zeros. Not thread-safe; the files of a table may be written at the same time.
 */
public final class RowFileWriter implements Closeable {
  static final String FIRST_ROW = "first-row";
  private static final int CHUNK_BYTES = 1 << 16;

  private final String path;
  private final int width;
  private final long end;
  private final PartOutput output;
  private final ArrowFileWriter writer;
  private final RowEncoder encoder;
  private final ByteBuffer chunk;
  private long next;

  /** A writer of rows as they were trained. */
  public RowFileWriter(OutputStream out, RowFiles files, int file) throws IOException {
    this(out, files, file, RowFormat.FLOAT32);
  }

  /**
   * @param out receives the file and is closed by {@link #close()}
   * @param file in [0, files.count())
   * @param format of the rows
   */
  public RowFileWriter(OutputStream out, RowFiles files, int file, RowFormat format)
      throws IOException {
    path = RowFiles.path(file);
    width = files.width();
    next = files.firstRow(file);
    long rows = files.rowsOf(file);
    end = next + rows;
    output = new PartOutput(out);
    int rowBytes = format.rowBytes(width);
    chunk =
        ByteBuffer.allocate(Math.max(CHUNK_BYTES / rowBytes, 1) * rowBytes)
            .order(ByteOrder.LITTLE_ENDIAN);
    encoder = new RowEncoder(format, width, Math.toIntExact(rows));
    ArrowSchema schema =
        new ArrowSchema(RowDecoder.columns(format, width), Map.of(FIRST_ROW, Long.toString(next)));
    long[] nulls = new long[schema.columns().size()];
    writer = new ArrowFileWriter(output, schema, rows, nulls, encoder.bufferBytes());
  }

  /**
   * Adds a row.
   *
   * @param row greater than the one before, inside the file's range
   * @param weights holds the row at [offset, offset + width)
   * @throws IllegalArgumentException where the format cannot hold a weight: none but float32 holds
   *     one that is not finite, float16 none from 65520 on
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
    encoder.encode(weights, offset, chunk);
    next++;
    if (!chunk.hasRemaining()) {
      drain();
    }
  }

  private void drain() throws IOException {
    writer.write(chunk.array(), 0, chunk.position());
    chunk.clear();
  }

  /** Fills the file up with zeros and ends it. */
  public Part finish() throws IOException {
    zerosUpTo(end);
    drain();
    encoder.finish(writer);
    writer.finish();
    return output.part(path);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
