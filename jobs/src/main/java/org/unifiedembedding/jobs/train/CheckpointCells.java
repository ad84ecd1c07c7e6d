/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.unifiedembedding.sharding.client.RowSink;
import org.unifiedembedding.sharding.client.TableAccess;
import org.unifiedembedding.sharding.store.RowSelection;

/**
 * Rows of a checkpoint packed into cells: reading and writing a few large binary values costs a
 * fraction of one value a row. A cell holds up to {@link #ROWS} rows of one bucket in ascending
 * order; numbers are little-endian.
 *
 * @param offsets [n] int32, row - bucket * rowsPerBucket
 * @param weights [n, width] float32
 * @param state [n, stateSize] float32
 */
record CheckpointCells(int bucket, int rows, byte[] offsets, byte[] weights, byte[] state) {
  static final int ROWS = 8192;

  /** Columns of a record besides the bucket. */
  static final List<String> COLUMNS = List.of("rows", "offsets", "weights", "state");

  /** The cells of a stored record. */
  static CheckpointCells of(Group stored) {
    return new CheckpointCells(
        stored.getInteger(Checkpoint.BUCKET, 0),
        stored.getInteger("rows", 0),
        CellReader.bytes(stored, "offsets"),
        CellReader.bytes(stored, "weights"),
        CellReader.bytes(stored, "state"));
  }

  /** The rows of a bucket that were touched in the sealed round, or all that were ever touched. */
  static List<CheckpointCells> of(
      TableAccess table, int bucket, boolean base, long firstRow, int width, int stateSize) {
    Packer packer = new Packer(bucket, firstRow, width, stateSize);
    table.scan(bucket, base ? RowSelection.STORED : RowSelection.TOUCHED, packer::add);
    return packer.finish();
  }

  /** Gives the rows, as they came from their bucket. */
  void give(RowSink sink, long firstRow, int width, int stateSize) {
    ByteBuffer rowOffsets = ByteBuffer.wrap(offsets).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer rowWeights = floats(weights);
    FloatBuffer rowState = floats(state);
    float[] weightRow = new float[width];
    float[] stateRow = new float[stateSize];
    for (int i = 0; i < rows; i++) {
      rowWeights.get(weightRow);
      rowState.get(stateRow);
      sink.row(firstRow + rowOffsets.getInt(), weightRow, 0, stateRow, 0);
    }
  }

  private static FloatBuffer floats(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  /** Collects rows into cells. A full cell takes the arrays, so that nothing is copied twice. */
  private static final class Packer {
    private final int bucket;
    private final long firstRow;
    private final int width;
    private final int stateSize;
    private final List<CheckpointCells> cells = new ArrayList<>();
    private Open open;

    /** The arrays of the cell that is being filled, and where their next numbers go. */
    private record Open(
        byte[] offsets,
        byte[] weights,
        byte[] state,
        IntBuffer nextOffset,
        FloatBuffer nextWeights,
        FloatBuffer nextState) {
      Open(byte[] offsets, byte[] weights, byte[] state) {
        this(
            offsets,
            weights,
            state,
            ByteBuffer.wrap(offsets).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer(),
            floats(weights),
            floats(state));
      }
    }

    Packer(int bucket, long firstRow, int width, int stateSize) {
      this.bucket = bucket;
      this.firstRow = firstRow;
      this.width = width;
      this.stateSize = stateSize;
      open = next();
    }

    private Open next() {
      int bytes = ROWS * Float.BYTES;
      return new Open(new byte[bytes], new byte[bytes * width], new byte[bytes * stateSize]);
    }

    void add(long row, float[] rowWeights, int weightOffset, float[] rowState, int stateOffset) {
      open.nextOffset().put((int) (row - firstRow));
      open.nextWeights().put(rowWeights, weightOffset, width);
      open.nextState().put(rowState, stateOffset, stateSize);
      if (!open.nextOffset().hasRemaining()) {
        flush();
        open = next();
      }
    }

    private void flush() {
      int rows = open.nextOffset().position();
      cells.add(
          new CheckpointCells(
              bucket,
              rows,
              used(open.offsets(), rows),
              used(open.weights(), rows * width),
              used(open.state(), rows * stateSize)));
    }

    private static byte[] used(byte[] bytes, int numbers) {
      int length = numbers * Float.BYTES;
      return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    List<CheckpointCells> finish() {
      if (open.nextOffset().position() > 0) {
        flush();
      }
      return cells;
    }
  }
}
