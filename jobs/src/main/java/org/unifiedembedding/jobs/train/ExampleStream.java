/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.Iterator;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.batch.EmbeddingBatch;
import org.unifiedembedding.embedding.example.ExampleBlock;

/**
 * Serves a worker's slices as batches; a batch may reach over the end of a unit. Not thread-safe.
 */
final class ExampleStream {
  private final Iterator<Slice> slices;
  private final IntFunction<ExampleBlock> units;
  private final long seed;
  private final int epoch;
  private @Nullable ExampleBlock block;
  private int[] order = new int[0];
  private int at;
  private int end;

  /**
   * A stream over the slices of one round.
   *
   * @param units reads the unit of an index
   */
  ExampleStream(Iterable<Slice> slices, IntFunction<ExampleBlock> units, long seed, int epoch) {
    this.slices = slices.iterator();
    this.units = units;
    this.seed = seed;
    this.epoch = epoch;
  }

  /** Fills a cleared batch with up to {@code count} further examples; fewer only at the end. */
  void fill(EmbeddingBatch batch, int count) {
    int missing = count;
    while (missing > 0) {
      if (block == null || at == end) {
        if (!slices.hasNext()) {
          return;
        }
        open(slices.next());
        continue;
      }
      int n = Math.min(missing, end - at);
      batch.append(block, order, at, at + n);
      at += n;
      missing -= n;
    }
  }

  private void open(Slice slice) {
    block = units.apply(slice.unit());
    order = SeededOrder.permutation(block.size(), seed, "unit", epoch, slice.unit());
    at = slice.from();
    end = slice.to();
  }
}
