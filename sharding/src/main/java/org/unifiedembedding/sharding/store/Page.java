/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.sharding.plan.PageShape;

/**
 * Consecutive local rows. The first update of a round copies the page: that copy is the undo image.
 * A page that was made in this round needs none, undoing it is forgetting it. The image's memory is
 * kept for the next round.
 */
final class Page {
  final float[] weights;
  final float[] state;

  /** One bit a row: was it updated or loaded before this round? */
  final long[] stored;

  /** One bit a row: was it updated in this round? */
  final long[] touched;

  /** Whether updates may go ahead: the page is new in this round or its image is taken. */
  boolean open;

  private final int rows;
  private boolean fresh;
  private float @Nullable [] weightImage;
  private float @Nullable [] stateImage;

  Page(PageShape shape, int rows, boolean fresh) {
    this.rows = rows;
    this.fresh = fresh;
    open = fresh;
    weights = new float[shape.lead() + rows * shape.stride()];
    state = new float[rows * shape.stateSize()];
    stored = new long[PageShape.markWords(rows)];
    touched = new long[PageShape.markWords(rows)];
  }

  /** Takes the undo image. */
  void open() {
    float[] weightCopy = weightImage;
    float[] stateCopy = stateImage;
    if (weightCopy == null || stateCopy == null) {
      weightCopy = new float[weights.length];
      stateCopy = new float[state.length];
      weightImage = weightCopy;
      stateImage = stateCopy;
    }
    System.arraycopy(weights, 0, weightCopy, 0, weights.length);
    System.arraycopy(state, 0, stateCopy, 0, state.length);
    open = true;
  }

  /** Goes back to the image; false when the page is to be forgotten. */
  boolean undo() {
    if (fresh) {
      return false;
    }
    if (open && weightImage != null && stateImage != null) {
      System.arraycopy(weightImage, 0, weights, 0, weights.length);
      System.arraycopy(stateImage, 0, state, 0, state.length);
      Arrays.fill(touched, 0);
      open = false;
    }
    return true;
  }

  void commit() {
    if (open) {
      for (int i = 0; i < touched.length; i++) {
        stored[i] |= touched[i];
        touched[i] = 0;
      }
      open = false;
      fresh = false;
    }
  }

  boolean isStored(int row) {
    return ((stored[row >>> 6] | touched[row >>> 6]) & (1L << row)) != 0;
  }

  /** The first touched row from a row on; -1 when there is none. */
  int nextTouched(int row) {
    for (int word = row >>> 6; word < touched.length; word++) {
      long marks = from(row, word, touched[word]);
      if (marks != 0) {
        return (word << 6) + Long.numberOfTrailingZeros(marks);
      }
    }
    return -1;
  }

  /** The first stored row from a row on; -1 when there is none. */
  int nextStored(int row) {
    for (int word = row >>> 6; word < stored.length; word++) {
      long marks = from(row, word, stored[word] | touched[word]);
      if (marks != 0) {
        return (word << 6) + Long.numberOfTrailingZeros(marks);
      }
    }
    return -1;
  }

  private static long from(int row, int word, long marks) {
    return word == row >>> 6 ? marks & (-1L << row) : marks;
  }

  long bytes(PageShape shape) {
    long data = shape.weightBytes(rows) + shape.stateBytes(rows);
    return shape.markBytes(rows) + (weightImage == null ? data : 2 * data);
  }
}
