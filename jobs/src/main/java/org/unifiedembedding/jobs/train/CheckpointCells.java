/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.unifiedembedding.sharding.ShardGroup;

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

  /** The rows of a bucket that were touched in the sealed round, or all that were ever touched. */
  static List<CheckpointCells> of(
      ShardGroup shards, int bucket, boolean base, long firstRow, int width, int stateSize) {
    Packer packer = new Packer(bucket, firstRow, width, stateSize);
    if (base) {
      shards.forEachStored(bucket, packer::add);
    } else {
      shards.forEachTouched(bucket, packer::add);
    }
    return packer.finish();
  }

  /** Puts the rows back where they came from. */
  void load(ShardGroup shards, long firstRow, int width, int stateSize) {
    ByteBuffer rowOffsets = ByteBuffer.wrap(offsets).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer rowWeights = ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer rowState = ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN);
    float[] weightRow = new float[width];
    float[] stateRow = new float[stateSize];
    for (int i = 0; i < rows; i++) {
      rowWeights.asFloatBuffer().get(weightRow);
      rowState.asFloatBuffer().get(stateRow);
      rowWeights.position(rowWeights.position() + width * Float.BYTES);
      rowState.position(rowState.position() + stateSize * Float.BYTES);
      shards.load(firstRow + rowOffsets.getInt(), weightRow, 0, stateRow, 0);
    }
  }

  /** Collects rows into cells. */
  private static final class Packer {
    private final int bucket;
    private final long firstRow;
    private final int width;
    private final int stateSize;
    private final List<CheckpointCells> cells = new ArrayList<>();
    private final ByteBuffer offsets;
    private final ByteBuffer weights;
    private final ByteBuffer state;
    private int rows;

    Packer(int bucket, long firstRow, int width, int stateSize) {
      this.bucket = bucket;
      this.firstRow = firstRow;
      this.width = width;
      this.stateSize = stateSize;
      this.offsets = buffer(1);
      this.weights = buffer(width);
      this.state = buffer(stateSize);
    }

    private static ByteBuffer buffer(int numbers) {
      return ByteBuffer.allocate(ROWS * numbers * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    void add(long row, float[] rowWeights, int weightOffset, float[] rowState, int stateOffset) {
      offsets.putInt((int) (row - firstRow));
      put(weights, rowWeights, weightOffset, width);
      put(state, rowState, stateOffset, stateSize);
      if (++rows == ROWS) {
        flush();
      }
    }

    private static void put(ByteBuffer to, float[] from, int offset, int length) {
      to.asFloatBuffer().put(from, offset, length);
      to.position(to.position() + length * Float.BYTES);
    }

    private void flush() {
      cells.add(
          new CheckpointCells(bucket, rows, content(offsets), content(weights), content(state)));
      rows = 0;
    }

    private static byte[] content(ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.position()];
      buffer.flip();
      buffer.get(bytes);
      buffer.clear();
      return bytes;
    }

    List<CheckpointCells> finish() {
      if (rows > 0) {
        flush();
      }
      return cells;
    }
  }
}
