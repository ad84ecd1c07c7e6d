/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

import java.util.Arrays;
import org.unifiedembedding.embedding.optimizer.RowOptimizer;
import org.unifiedembedding.sharding.plan.PageShape;
import org.unifiedembedding.sharding.plan.ShardPlan;
import org.unifiedembedding.sharding.plan.TableSpec;

/**
 * The rows of one shard.
 *
 * <p>The rows of a step are scattered over memory. The loops here therefore run ahead of
 * themselves: they load a word of each of the next rows, so that the core waits for many cache
 * lines at once, and then work on rows that are in the cache.
 */
public final class RowStore implements Store {

  /** Rows that are loaded ahead: more than a core can wait for at once, few enough to stay near. */
  static final int AHEAD = 64;

  private final RowOptimizer optimizer;
  private final PageTable pages;
  private final int width;
  private final int stride;
  private final int stateSize;
  private final int lead;
  private final StepSum sum;

  /** Written and never read: keeps the loads ahead from being optimised away. */
  @SuppressWarnings("UnusedVariable")
  private float loaded;

  public RowStore(TableSpec spec, ShardPlan plan, int shard) {
    PageShape shape = spec.pageShape();
    optimizer = spec.rowOptimizer();
    InitialRows initial = new InitialRows(shape, optimizer, spec.seed(), spec.initialRange());
    pages = new PageTable(shape, initial, plan.rowsOfShard(shard), local -> plan.row(shard, local));
    width = shape.width();
    stride = shape.stride();
    stateSize = shape.stateSize();
    lead = shape.lead();
    sum = new StepSum(spec.workers(), stride);
  }

  @Override
  public float[] read(RowBlock block) {
    int[] rows = block.rows();
    int[] places = block.places();
    float[] values = block.values();
    int end = block.from() + block.count();
    for (int from = block.from(); from < end; from += AHEAD) {
      int to = Math.min(end, from + AHEAD);
      loadWeights(rows, from, to);
      for (int i = from; i < to; i++) {
        int index = pages.index(rows[i]);
        int offset = lead + pages.inPage(rows[i], index) * stride;
        System.arraycopy(pages.page(index).weights, offset, values, places[i] * stride, stride);
      }
    }
    return values;
  }

  @Override
  public void apply(RowBlock gradients, float scale) {
    int end = gradients.from() + gradients.count();
    for (int from = gradients.from(); from < end; from += AHEAD) {
      int to = Math.min(end, from + AHEAD);
      loadForUpdate(gradients, from, to);
      for (int i = from; i < to; i++) {
        update(gradients.rows()[i], gradients.values(), gradients.places()[i] * stride, scale);
      }
    }
  }

  private void loadWeights(int[] rows, int from, int to) {
    float sink = 0;
    for (int i = from; i < to; i++) {
      int index = pages.index(rows[i]);
      int offset = lead + pages.inPage(rows[i], index) * stride;
      float[] weights = pages.page(index).weights;
      sink += weights[offset] + weights[offset + stride - 1];
    }
    loaded = sink;
  }

  /** Loads what updates with the entries [from, to) of a block will read. */
  void loadForUpdate(RowBlock block, int from, int to) {
    float sink = 0;
    for (int i = from; i < to; i++) {
      int local = block.rows()[i];
      int index = pages.index(local);
      int row = pages.inPage(local, index);
      int offset = lead + row * stride;
      Page page = pages.page(index);
      sink += page.weights[offset] + page.weights[offset + stride - 1];
      sink += stateSize == 0 ? 0 : page.state[row * stateSize];
      sink += block.values()[block.places()[i] * stride];
    }
    loaded = sink;
  }

  /** Applies one gradient to one row. */
  void update(int local, float[] gradient, int gradientOffset, float scale) {
    int index = pages.index(local);
    int row = pages.inPage(local, index);
    Page page = pages.page(index);
    if (!page.open) {
      page.open();
    }
    page.touched[row >>> 6] |= 1L << row;
    optimizer.update(
        page.weights,
        lead + row * stride,
        page.state,
        row * stateSize,
        gradient,
        gradientOffset,
        width,
        scale);
  }

  @Override
  public void hold(int worker, RowBlock gradients) {
    sum.hold(worker, gradients);
  }

  @Override
  public void applyHeld(int lastWorker, RowBlock gradients, float scale) {
    sum.apply(this, lastWorker, gradients, scale);
  }

  @Override
  public void undo() {
    pages.undo();
  }

  @Override
  public void commit() {
    pages.commit();
  }

  /** Sets a row outside a round; it counts as stored, not as touched. */
  public void load(int local, float[] weights, int weightOffset, float[] state, int stateOffset) {
    int index = pages.index(local);
    int row = pages.inPage(local, index);
    Page page = pages.pageOutsideRounds(index);
    page.stored[row >>> 6] |= 1L << row;
    System.arraycopy(weights, weightOffset, page.weights, lead + row * stride, width);
    System.arraycopy(state, stateOffset, page.state, row * stateSize, stateSize);
  }

  /** Fills the values of a block as a loader would: rows never updated or loaded are zeros. */
  public void readStored(RowBlock block) {
    for (int i = block.from(); i < block.from() + block.count(); i++) {
      int local = block.rows()[i];
      int index = pages.index(local);
      int row = pages.inPage(local, index);
      int to = block.places()[i] * stride;
      Page page = pages.present(index);
      if (page == null || !page.isStored(row)) {
        Arrays.fill(block.values(), to, to + stride, 0);
      } else {
        System.arraycopy(page.weights, lead + row * stride, block.values(), to, stride);
      }
    }
  }

  /** Gives the rows of [from, from + count) that were updated since the last commit, ascending. */
  public void forEachTouched(int from, int count, RowSink sink) {
    pages.forEach(from, count, Page::nextTouched, sink);
  }

  /** Gives the rows of [from, from + count) that were ever updated or loaded, ascending. */
  public void forEachStored(int from, int count, RowSink sink) {
    pages.forEach(from, count, Page::nextStored, sink);
  }

  @Override
  public long memoryBytes() {
    return pages.memoryBytes() + sum.memoryBytes();
  }
}
