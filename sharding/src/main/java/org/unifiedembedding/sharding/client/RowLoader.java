/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.sharding.plan.RowShape;
import org.unifiedembedding.sharding.store.StateBlock;

/**
 * Collects rows into a block a shard. When one is full, those that are full by half go with it, so
 * that shards which fill evenly are written at once and not one after the other.
 */
final class RowLoader implements RowSink {

  /** Floats of all blocks: 16 MiB, so that many tasks can load into many shards. */
  private static final int MAX_FLOATS = 1 << 22;

  /** Rows for a shard. */
  record Filled(int shard, StateBlock rows) {}

  private final RowPartition partition;
  private final RowShape shape;
  private final int blockRows;
  private final Consumer<List<Filled>> target;
  private final @Nullable StateBlock[] blocks;
  private final int[] counts;

  /**
   * A loader without rows.
   *
   * @param maxRows rows of a block at most
   * @param target sets rows and returns when that is done
   */
  RowLoader(RowPartition partition, RowShape shape, int maxRows, Consumer<List<Filled>> target) {
    this.partition = partition;
    this.shape = shape;
    this.target = target;
    int share = MAX_FLOATS / partition.parts() / (shape.width() + shape.stateSize());
    blockRows = Math.max(1, Math.min(maxRows, share));
    blocks = new StateBlock[partition.parts()];
    counts = new int[partition.parts()];
  }

  @Override
  public void row(long row, float[] weights, int weightOffset, float[] state, int stateOffset) {
    if (row < 0 || row >= partition.geometry().rows()) {
      throw new IllegalArgumentException(
          "Invalid row: " + row + " (must be in [0, " + partition.geometry().rows() + "))");
    }
    long place = partition.place(row);
    int shard = (int) (place >>> 32);
    StateBlock block = block(shard);
    int at = counts[shard]++;
    int width = shape.width();
    int stateSize = shape.stateSize();
    block.rows()[at] = (int) place;
    System.arraycopy(weights, weightOffset, block.weights(), at * width, width);
    System.arraycopy(state, stateOffset, block.state(), at * stateSize, stateSize);
    if (at + 1 == blockRows) {
      send((blockRows + 1) / 2);
    }
  }

  private StateBlock block(int shard) {
    StateBlock block = blocks[shard];
    if (block == null) {
      block = StateBlock.room(shape, blockRows);
      blocks[shard] = block;
    }
    return block;
  }

  /** Sends what is left. */
  void flush() {
    send(1);
  }

  private void send(int least) {
    List<Filled> filled = new ArrayList<>();
    for (int shard = 0; shard < blocks.length; shard++) {
      StateBlock block = blocks[shard];
      if (block != null && counts[shard] >= least) {
        filled.add(new Filled(shard, block.first(counts[shard])));
        counts[shard] = 0;
      }
    }
    target.accept(filled);
  }
}
