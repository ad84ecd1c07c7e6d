/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.kernel.RowKernels;
import org.unifiedembedding.embedding.kernel.VectorKernels;
import org.unifiedembedding.embedding.optimizer.RowOptimizer;
import org.unifiedembedding.sharding.plan.RowShape;
import org.unifiedembedding.sharding.plan.TableSpec;

/**
 * The rows of one shard, by local row.
 *
 * <p>Pages are runs of a few thousand rows. The first look at a page gives its rows their first
 * values; the first update of a round copies it into the undo image.
 */
public final class RowStore implements Store {

  /**
   * Rows that are loaded ahead: many times what a core can wait for at once, since the first of
   * them are waited for alone, and few enough to stay near.
   */
  static final int AHEAD = 256;

  /** Floats of a cache line. */
  private static final int LINE = 16;

  /** Phases of a page: nobody has looked at it; it has values; its undo image is taken. */
  private static final byte RAW = 0;

  private static final byte READY = 1;
  private static final byte OPEN = 2;

  private final VectorKernels kernels = VectorKernels.best();
  private final RowKernels rowKernels = RowKernels.best();
  private final RowOptimizer optimizer;
  private final InitialRows initial;
  private final RowPartition partition;
  private final int shard;
  private final int rows;
  private final RowShape shape;
  private final int stride;
  private final int stateSize;
  private final int lead;
  private final int pageBits;
  private final boolean keepsUndo;
  private final float[] weights;
  private final float[] state;
  private final byte[] phases;
  private final RowMarks marks;
  private final StepSum sum;
  private float @Nullable [] weightImage;
  private float @Nullable [] stateImage;

  /** Written and never read: keeps the loads ahead from being optimised away. */
  @SuppressWarnings("UnusedVariable")
  private float loaded;

  public RowStore(TableSpec spec, RowPartition partition, int shard) {
    this.partition = partition;
    this.shard = shard;
    rows = (int) partition.rows(shard);
    shape = spec.rowShape();
    optimizer = spec.rowOptimizer();
    initial = new InitialRows(shape.width(), spec.seed(), spec.initialRange());
    stride = shape.stride();
    stateSize = shape.stateSize();
    lead = shape.lead();
    pageBits = shape.pageBits();
    keepsUndo = spec.keepsUndo();
    weights = LargeArrays.floats(shape.weightFloats(rows));
    state = LargeArrays.floats(rows * stateSize);
    optimizer.initialiseState(state, shape.width(), rows);
    phases = new byte[shape.pages(rows)];
    marks = new RowMarks(rows);
    sum = new StepSum(spec.workers(), stride);
  }

  @Override
  public float[] read(RowBlock block) {
    int[] wanted = block.rows();
    float[] values = block.values();
    int end = block.from() + block.count();
    for (int from = block.from(); from < end; from += AHEAD) {
      int to = Math.min(end, from + AHEAD);
      loaded = load(weights, lead, stride, wanted, from, to);
      for (int i = from; i < to; i++) {
        int page = wanted[i] >>> pageBits;
        if (phases[page] == RAW) {
          makeReady(page);
        }
      }
      rowKernels.gather(
          weights, lead, stride, wanted, from, to - from, values, from * stride, stride);
    }
    return values;
  }

  @Override
  public void apply(RowBlock gradients, float scale) {
    int[] updated = gradients.rows();
    float[] values = gradients.values();
    int end = gradients.from() + gradients.count();
    for (int from = gradients.from(); from < end; from += AHEAD) {
      int to = Math.min(end, from + AHEAD);
      loadForUpdate(updated, from, to);
      for (int i = from; i < to; i++) {
        update(updated[i], values, i * stride, scale);
      }
    }
  }

  /**
   * Loads what updates of the local rows [from, to) of an array will read, so that the core waits
   * for many cache lines at once.
   */
  void loadForUpdate(int[] updated, int from, int to) {
    loaded =
        load(weights, lead, stride, updated, from, to)
            + load(state, 0, stateSize, updated, from, to)
            + marks.load(updated, from, to);
  }

  /**
   * One load a cache line and nothing between them: the fewer instructions a load takes, the more
   * of them the core has under way (docs/decisions/0006-loads-ahead.md).
   */
  private static float load(float[] values, int lead, int size, int[] rows, int from, int to) {
    float sink = 0;
    for (int line = lead; line < lead + size; line += LINE) {
      for (int i = from; i < to; i++) {
        sink += values[line + rows[i] * size];
      }
    }
    return sink;
  }

  /** Applies one gradient to one row. */
  void update(int row, float[] gradient, int gradientOffset, float scale) {
    if (phases[row >>> pageBits] != OPEN) {
      open(row >>> pageBits);
    }
    marks.touch(row);
    int at = lead + row * stride;
    int stateAt = row * stateSize;
    int width = shape.width();
    if (width == 16) { // A constant takes the loops out of the kernels (benchmarks/kernels/step).
      optimizer.update(weights, at, state, stateAt, gradient, gradientOffset, 16, scale);
    } else {
      optimizer.update(weights, at, state, stateAt, gradient, gradientOffset, width, scale);
    }
  }

  private void makeReady(int page) {
    int end = pageEnd(page);
    for (int row = page << pageBits; row < end; row++) {
      initial.weights(partition.row(shard, row), weights, lead + row * stride);
    }
    phases[page] = READY;
  }

  private int pageEnd(int page) {
    return Math.min(rows, (page + 1) << pageBits);
  }

  private void open(int page) {
    if (phases[page] == RAW) {
      makeReady(page);
    }
    phases[page] = OPEN;
    if (keepsUndo) {
      copyToImage(page);
    }
  }

  private void copyToImage(int page) {
    float[] weightCopy = weightImage;
    float[] stateCopy = stateImage;
    if (weightCopy == null || stateCopy == null) {
      weightCopy = LargeArrays.floats(weights.length);
      stateCopy = LargeArrays.floats(state.length);
      weightImage = weightCopy;
      stateImage = stateCopy;
    }
    copyPage(page, weights, weightCopy, state, stateCopy);
  }

  private void copyPage(
      int page, float[] fromWeights, float[] toWeights, float[] fromState, float[] toState) {
    int first = page << pageBits;
    int size = pageEnd(page) - first;
    int at = lead + first * stride;
    System.arraycopy(fromWeights, at, toWeights, at, size * stride);
    System.arraycopy(fromState, first * stateSize, toState, first * stateSize, size * stateSize);
  }

  @Override
  public void hold(int worker, RowBlock gradients) {
    sum.hold(worker, gradients);
  }

  @Override
  public void applyHeld(int lastWorker, RowBlock gradients, float scale) {
    sum.apply(this, lastWorker, gradients, scale);
  }

  /** Where no images are kept, a shard that the round has changed is empty afterwards. */
  @Override
  public void undo() {
    if (!keepsUndo && isOpen()) {
      empty();
    }
    for (int page = 0; page < phases.length; page++) {
      if (phases[page] == OPEN && weightImage != null && stateImage != null) {
        copyPage(page, weightImage, weights, stateImage, state);
        phases[page] = READY;
      }
    }
    marks.undo();
  }

  private boolean isOpen() {
    for (byte phase : phases) {
      if (phase == OPEN) {
        return true;
      }
    }
    return false;
  }

  private void empty() {
    Arrays.fill(phases, RAW);
    Arrays.fill(state, 0);
    optimizer.initialiseState(state, shape.width(), rows);
    marks.clear();
  }

  @Override
  public void commit() {
    for (int page = 0; page < phases.length; page++) {
      phases[page] = phases[page] == OPEN ? READY : phases[page];
    }
    marks.commit();
  }

  @Override
  public float[] readStored(RowBlock block) {
    int[] wanted = block.rows();
    for (int i = block.from(); i < block.from() + block.count(); i++) {
      if (isTrained(wanted[i])) {
        kernels.copy(block.values(), i * stride, weights, lead + wanted[i] * stride, stride);
      } else {
        Arrays.fill(block.values(), i * stride, (i + 1) * stride, 0);
      }
    }
    return block.values();
  }

  private boolean isTrained(int row) {
    return marks.isStored(row) && optimizer.isTrained(state, row * stateSize, shape.width());
  }

  /** Sets rows outside a round; they count as stored, not as touched. */
  public void load(StateBlock block) {
    int width = shape.width();
    for (int i = 0; i < block.count(); i++) {
      int row = block.rows()[i];
      if (phases[row >>> pageBits] == RAW) {
        makeReady(row >>> pageBits);
      }
      marks.store(row);
      System.arraycopy(block.weights(), i * width, weights, lead + row * stride, width);
      System.arraycopy(block.state(), i * stateSize, state, row * stateSize, stateSize);
    }
  }

  /**
   * Copies the selected rows of [from, to), ascending, into a room until it is full; how many. They
   * are as the last commit left them: what an open round has changed comes from the undo image.
   * Neighbours are copied together, so dense rows cost what their memory costs.
   *
   * @throws IllegalStateException when there is no undo image of a page that an open round has
   *     changed
   */
  public int scan(RowSelection selection, int from, int to, StateBlock room) {
    int count = 0;
    int row = marks.next(selection, from, to);
    while (row < to && count < room.count()) {
      int end = marks.end(selection, row, scanEnd(row, to, room.count() - count));
      copyOut(row, end - row, room, count);
      count += end - row;
      row = marks.next(selection, end, to);
    }
    return count;
  }

  /** Rows are copied together at most to the end of their page, and where there is room. */
  private int scanEnd(int row, int to, int room) {
    return Math.min(Math.min(to, pageEnd(row >>> pageBits)), row + room);
  }

  private void copyOut(int row, int some, StateBlock room, int at) {
    boolean isChanged = phases[row >>> pageBits] == OPEN;
    float[] fromWeights = isChanged ? image(weightImage) : weights;
    float[] fromState = isChanged ? image(stateImage) : state;
    int width = shape.width();
    for (int i = 0; i < some; i++) {
      room.rows()[at + i] = row + i;
    }
    int from = lead + row * stride;
    if (width == stride) {
      System.arraycopy(fromWeights, from, room.weights(), at * width, some * width);
    } else {
      for (int i = 0; i < some; i++) {
        System.arraycopy(fromWeights, from + i * stride, room.weights(), (at + i) * width, width);
      }
    }
    System.arraycopy(fromState, row * stateSize, room.state(), at * stateSize, some * stateSize);
  }

  private static float[] image(float @Nullable [] image) {
    if (image == null) {
      throw new IllegalStateException("The round has changed rows and no undo images are kept");
    }
    return image;
  }

  @Override
  public long memoryBytes() {
    long data = shape.weightBytes(rows) + shape.stateBytes(rows);
    return shape.markBytes(rows) + (weightImage == null ? data : 2 * data) + sum.memoryBytes();
  }
}
