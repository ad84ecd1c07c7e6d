/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

import java.util.Arrays;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.optimizer.RowOptimizer;
import org.unifiedembedding.sharding.plan.PageShape;
import org.unifiedembedding.sharding.plan.ShardPlan;
import org.unifiedembedding.sharding.plan.TableSpec;

/**
 * The rows of one shard: pages that come into being with the first look at one of their rows. Local
 * row r is row r mod 2^shift of page r div 2^shift.
 */
public final class RowStore implements Store {
  private final PageShape shape;
  private final RowOptimizer optimizer;
  private final InitialRows initial;
  private final IntToLongFunction rowOfLocal;
  private final int rows;
  private final int width;
  private final int stride;
  private final int stateSize;
  private final int shift;
  private final int mask;
  private final @Nullable Page[] pages;
  private final StepSum sum;

  public RowStore(TableSpec spec, ShardPlan plan, int shard) {
    this(spec, plan.rowsOfShard(shard), local -> plan.row(shard, local));
  }

  RowStore(TableSpec spec, int rows, IntToLongFunction rowOfLocal) {
    this.rows = rows;
    this.rowOfLocal = rowOfLocal;
    shape = spec.pageShape();
    optimizer = spec.rowOptimizer();
    initial = new InitialRows(shape, optimizer, spec.seed(), spec.initialRange());
    width = shape.width();
    stride = shape.stride();
    stateSize = shape.stateSize();
    shift = shape.shift();
    mask = shape.rowsPerPage() - 1;
    pages = new Page[shape.pages(rows)];
    sum = new StepSum(spec.workers(), width, stride);
  }

  @Override
  public float[] read(RowBlock block) {
    int[] localRows = block.rows();
    int[] places = block.places();
    float[] values = block.values();
    int end = block.from() + block.count();
    for (int i = block.from(); i < end; i++) {
      int local = localRows[i];
      Page page = pages[local >>> shift];
      if (page == null) {
        page = make(local >>> shift, true);
      }
      System.arraycopy(page.weights, (local & mask) * stride, values, places[i] * stride, stride);
    }
    return values;
  }

  @Override
  public void apply(RowBlock gradients, float scale) {
    int[] localRows = gradients.rows();
    int[] places = gradients.places();
    float[] values = gradients.values();
    int end = gradients.from() + gradients.count();
    for (int i = gradients.from(); i < end; i++) {
      update(localRows[i], values, places[i] * stride, scale);
    }
  }

  /** Applies one gradient to one row. */
  void update(int local, float[] gradient, int offset, float scale) {
    Page page = pages[local >>> shift];
    if (page == null || !page.open) {
      page = open(local >>> shift);
    }
    int row = local & mask;
    page.touched[row >>> 6] |= 1L << row;
    optimizer.update(
        page.weights, row * stride, page.state, row * stateSize, gradient, offset, width, scale);
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
    for (int i = 0; i < pages.length; i++) {
      Page page = pages[i];
      if (page != null && !page.undo()) {
        pages[i] = null;
      }
    }
  }

  @Override
  public void commit() {
    for (Page page : pages) {
      if (page != null) {
        page.commit();
      }
    }
  }

  /** Sets a row outside a round; it counts as stored, not as touched. */
  public void load(int local, float[] weights, int weightOffset, float[] state, int stateOffset) {
    Page page = pages[local >>> shift];
    if (page == null) {
      page = make(local >>> shift, false);
    }
    int row = local & mask;
    page.stored[row >>> 6] |= 1L << row;
    System.arraycopy(weights, weightOffset, page.weights, row * stride, width);
    System.arraycopy(state, stateOffset, page.state, row * stateSize, stateSize);
  }

  /** Fills the values of a block as a loader would: rows never updated or loaded are zeros. */
  public void readStored(RowBlock block) {
    for (int i = block.from(); i < block.from() + block.count(); i++) {
      int local = block.rows()[i];
      int offset = block.places()[i] * stride;
      Page page = pages[local >>> shift];
      if (page == null || !page.isStored(local & mask)) {
        Arrays.fill(block.values(), offset, offset + stride, 0);
      } else {
        System.arraycopy(page.weights, (local & mask) * stride, block.values(), offset, stride);
      }
    }
  }

  /** Gives the rows of [from, from + count) that were updated since the last commit, ascending. */
  public void forEachTouched(int from, int count, RowSink sink) {
    for (int local = from; local < from + count; local++) {
      Page page = pages[local >>> shift];
      if (page == null) {
        local |= mask;
      } else if (page.isTouched(local & mask)) {
        emit(local, page, sink);
      }
    }
  }

  /** Gives the rows of [from, from + count) that were ever updated or loaded, ascending. */
  public void forEachStored(int from, int count, RowSink sink) {
    for (int local = from; local < from + count; local++) {
      Page page = pages[local >>> shift];
      if (page == null) {
        local |= mask;
      } else if (page.isStored(local & mask)) {
        emit(local, page, sink);
      }
    }
  }

  @Override
  public long memoryBytes() {
    long bytes = 16 + 4L * pages.length + sum.memoryBytes();
    for (Page page : pages) {
      bytes += page == null ? 0 : page.bytes(shape);
    }
    return bytes;
  }

  private void emit(int local, Page page, RowSink sink) {
    int row = local & mask;
    sink.row(
        rowOfLocal.applyAsLong(local), page.weights, row * stride, page.state, row * stateSize);
  }

  private Page open(int index) {
    Page page = pages[index];
    if (page == null) {
      return make(index, true);
    }
    page.open();
    return page;
  }

  private Page make(int index, boolean fresh) {
    int first = index << shift;
    int size = Math.min(rows - first, mask + 1);
    Page page = new Page(shape, size, fresh);
    for (int row = 0; row < size; row++) {
      initial.weights(rowOfLocal.applyAsLong(first + row), page.weights, row * stride);
    }
    initial.state(page.state, size);
    pages[index] = page;
    return page;
  }
}
