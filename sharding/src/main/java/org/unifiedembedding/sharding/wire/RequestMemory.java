/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import org.unifiedembedding.sharding.store.RowBlock;
import org.unifiedembedding.sharding.store.StateBlock;

/**
 * Arrays that a received request lies in until it is answered. They grow to the largest request
 * they have met and are used again. Not thread-safe.
 */
public final class RequestMemory {
  private int[] rows = {};
  private float[] values = {};
  private float[] state = {};

  /** Makes room for {@code count} rows. */
  int[] rows(int count) {
    if (rows.length < count) {
      rows = new int[grown(count)];
    }
    return rows;
  }

  /** Makes room for so many floats. */
  float[] values(int floats) {
    if (values.length < floats) {
      values = new float[grown(floats)];
    }
    return values;
  }

  /** The first rows that were taken, with their values behind each other. */
  RowBlock block(int count) {
    return new RowBlock(rows, 0, count, values);
  }

  /** Makes room for {@code count} rows with their state. */
  StateBlock states(WireShape shape, int count) {
    if (state.length < count * shape.stateSize()) {
      state = new float[grown(count * shape.stateSize())];
    }
    return new StateBlock(rows(count), count, values(count * shape.width()), state);
  }

  /** Copies what must not change until it is written. */
  public float[] copy(float[] source, int floats) {
    System.arraycopy(source, 0, values(floats), 0, floats);
    return values;
  }

  private static int grown(int size) {
    return (int) Math.min(Integer.MAX_VALUE - 64L, size + size / 8L);
  }
}
