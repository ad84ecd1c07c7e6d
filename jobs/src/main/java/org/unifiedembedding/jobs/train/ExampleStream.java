/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.batch.EmbeddingBatch;
import org.unifiedembedding.embedding.example.ExampleBlock;
import org.unifiedembedding.jobs.prepare.UnitMemory;

/**
 * Serves a worker's slices as batches; a batch may reach over the end of a unit. Not thread-safe.
 */
final class ExampleStream {
  private final Iterator<Slice> slices;
  private final Units units;
  private final long seed;
  private final int epoch;
  private final UnitMemory memory = new UnitMemory();
  private @Nullable ExampleBlock block;
  private int at;
  private int end;

  /**
   * A stream over the slices of one round.
   *
   * @param units where the examples come from
   * @param seed of the order of a unit's examples
   */
  ExampleStream(Iterable<Slice> slices, Units units, long seed, int epoch) {
    this.slices = slices.iterator();
    this.units = units;
    this.seed = seed;
    this.epoch = epoch;
  }

  /** The units that slices are cut from, by index. */
  interface Units {
    /** Examples of a unit. */
    int size(int unit);

    /**
     * The examples of a unit; example i of the block is example order[i] of the unit.
     *
     * @param memory in which the block lies, until the next unit is read into it
     */
    ExampleBlock read(int unit, int[] order, UnitMemory memory);
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
      batch.append(block, at, at + n);
      at += n;
      missing -= n;
    }
  }

  private void open(Slice slice) {
    int size = units.size(slice.unit());
    int[] order = SeededOrder.permutation(size, seed, "unit", epoch, slice.unit());
    block = units.read(slice.unit(), order, memory);
    at = slice.from();
    end = slice.to();
  }
}
