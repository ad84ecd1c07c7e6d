/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.unifiedembedding.sharding.client.RowSink;
import org.unifiedembedding.sharding.plan.RowShape;
import org.unifiedembedding.sharding.store.StateBlock;

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

  /** Columns of a record that a cell is made of. */
  static final List<String> COLUMNS =
      List.of(Checkpoint.BUCKET, "rows", "offsets", "weights", "state");

  /** The cells of a stored record. */
  static CheckpointCells of(Group stored) {
    return new CheckpointCells(
        stored.getInteger(Checkpoint.BUCKET, 0),
        stored.getInteger("rows", 0),
        bytes(stored, "offsets"),
        bytes(stored, "weights"),
        bytes(stored, "state"));
  }

  /** The bytes of a column. */
  static byte[] bytes(Group record, String column) {
    return record.getBinary(column, 0).getBytes();
  }

  /** The cell of some rows of a bucket, which are numbered in their bucket. */
  static CheckpointCells of(int bucket, StateBlock some, RowShape shape) {
    int n = some.count();
    byte[] offsets = new byte[n * Integer.BYTES];
    little(offsets).asIntBuffer().put(some.rows(), 0, n);
    return new CheckpointCells(
        bucket,
        n,
        offsets,
        bytes(some.weights(), n * shape.width()),
        bytes(some.state(), n * shape.stateSize()));
  }

  private static byte[] bytes(float[] numbers, int count) {
    byte[] bytes = new byte[count * Float.BYTES];
    floats(bytes).put(numbers, 0, count);
    return bytes;
  }

  /** Gives the rows, as they came from their bucket. */
  void give(RowSink sink, long firstRow, int width, int stateSize) {
    ByteBuffer rowOffsets = little(offsets);
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
    return little(bytes).asFloatBuffer();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
