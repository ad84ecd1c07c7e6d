/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.kernel.VectorKernels;

/**
 * The gradients of one lockstep step, one segment a worker. Floating-point sums depend on their
 * order, so a row's gradients are always added in worker order, whoever came first; the order of
 * the rows does not matter, since each is updated on its own.
 *
 * <p>An open-addressing table maps a local row to a chain of its entries. Segments are entered from
 * the last worker to the first, each entry in front of its chain, so that chains run in worker
 * order. The last worker's own arrays are read in place, the others were copied. Rejected: sorting
 * (slower) and an index of all rows of the table (memory, cache misses).
 */
final class StepSum {
  private static final int EMPTY = -1;
  private static final int HASH = 0x9e3779b1;

  private final VectorKernels kernels = VectorKernels.best();
  private final int stride;
  private final float[] scratch;
  private final @Nullable RowBlock[] segments;
  private final @Nullable RowBlock[] copies;
  private final int[] base;
  private int[] keys = {};
  private int[] heads = {};
  private int[] next = {};
  private boolean[] covered = {};

  StepSum(int workers, int stride) {
    this.stride = stride;
    scratch = new float[stride];
    segments = new RowBlock[workers];
    copies = new RowBlock[workers];
    base = new int[workers + 1];
  }

  /** Copies the gradients of a worker. */
  void hold(int worker, RowBlock from) {
    int count = from.count();
    RowBlock copy = copies[worker];
    if (copy == null || copy.rows().length < count) {
      int capacity = count + count / 8;
      copy = new RowBlock(new int[capacity], 0, capacity, new float[capacity * stride]);
      copies[worker] = copy;
    }
    System.arraycopy(from.rows(), from.from(), copy.rows(), 0, count);
    System.arraycopy(from.values(), from.from() * stride, copy.values(), 0, count * stride);
    segments[worker] = new RowBlock(copy.rows(), 0, count, copy.values());
  }

  /** Sums in worker order and applies each row's sum once. */
  void apply(RowStore store, int lastWorker, RowBlock gradients, float scale) {
    if (segments.length == 1) {
      store.apply(gradients, scale);
      return;
    }
    segments[lastWorker] = gradients;
    chain();
    for (int worker = 0; worker < segments.length; worker++) {
      int end = base[worker + 1];
      for (int from = base[worker]; from < end; from += RowStore.AHEAD) {
        applyChains(store, worker, from, Math.min(end, from + RowStore.AHEAD), scale);
      }
    }
    Arrays.fill(segments, null);
  }

  private void applyChains(RowStore store, int worker, int from, int to, float scale) {
    RowBlock segment = segment(worker);
    int shift = segment.from() - base[worker];
    store.loadForUpdate(segment.rows(), from + shift, to + shift);
    for (int entry = from; entry < to; entry++) {
      if (!covered[entry]) {
        applyChain(store, worker, entry, scale);
      }
    }
  }

  private void applyChain(RowStore store, int worker, int entry, float scale) {
    RowBlock segment = segment(worker);
    int index = segment.from() + entry - base[worker];
    int offset = index * stride;
    int other = next[entry];
    if (other == EMPTY) {
      store.update(segment.rows()[index], segment.values(), offset, scale);
      return;
    }
    System.arraycopy(segment.values(), offset, scratch, 0, stride);
    int owner = worker;
    for (; other != EMPTY; other = next[other]) {
      while (other >= base[owner + 1]) {
        owner++;
      }
      addTo(scratch, segment(owner), other - base[owner]);
    }
    store.update(segment.rows()[index], scratch, 0, scale);
  }

  private void addTo(float[] sum, RowBlock segment, int entry) {
    int offset = (segment.from() + entry) * stride;
    kernels.addScaled(sum, 0, 1, segment.values(), offset, stride);
  }

  private void chain() {
    for (int worker = 0; worker < segments.length; worker++) {
      base[worker + 1] = base[worker] + segment(worker).count();
    }
    clear(base[segments.length]);
    int hashShift = Integer.numberOfLeadingZeros(keys.length - 1);
    for (int worker = segments.length - 1; worker >= 0; worker--) {
      RowBlock segment = segment(worker);
      for (int i = 0; i < segment.count(); i++) {
        enter(segment.rows()[segment.from() + i], base[worker] + i, hashShift);
      }
    }
  }

  private void enter(int row, int entry, int hashShift) {
    int slot = (row * HASH) >>> hashShift;
    while (keys[slot] != EMPTY && keys[slot] != row) {
      slot = (slot + 1) & (keys.length - 1);
    }
    if (keys[slot] == EMPTY) {
      keys[slot] = row;
      next[entry] = EMPTY;
    } else {
      next[entry] = heads[slot];
      covered[heads[slot]] = true;
    }
    heads[slot] = entry;
  }

  private void clear(int entries) {
    if (next.length < entries) {
      int capacity = entries + entries / 8;
      next = new int[capacity];
      covered = new boolean[capacity];
    } else {
      Arrays.fill(covered, 0, entries, false);
    }
    int slots = Math.max(2, Integer.highestOneBit(Math.max(1, 2 * entries - 1)) << 1);
    if (keys.length < slots) {
      keys = new int[slots];
      heads = new int[slots];
    }
    Arrays.fill(keys, EMPTY);
  }

  private RowBlock segment(int worker) {
    RowBlock segment = segments[worker];
    if (segment == null) {
      throw new IllegalStateException("worker " + worker + " has no gradients in this step");
    }
    return segment;
  }

  long memoryBytes() {
    long bytes = 4L * (keys.length + heads.length + next.length) + covered.length;
    for (RowBlock copy : copies) {
      bytes += copy == null ? 0 : 4L * (2L * copy.rows().length + copy.values().length);
    }
    return bytes;
  }
}
