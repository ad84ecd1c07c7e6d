/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import java.nio.FloatBuffer;

/**
 * Rows of floats on the heap, cut into arrays of 2^shift rows, so that there may be any number.
 * Thread-safe once they are there.
 */
public final class FloatRows {
  /** Most floats of an array, 256 MiB: larger ones find no place in a heap that is well used. */
  private static final int MOST = 1 << 26;

  /** Where the first row of an array is: a large array begins 16 bytes behind a cache line. */
  private static final int FIRST = 12;

  private final float[][] arrays;
  private final int shift;
  private final int width;

  /**
   * Zeros.
   *
   * @param width floats of a row, at least 1
   */
  public FloatRows(long rows, int width) {
    this(rows, width, MOST);
  }

  FloatRows(long rows, int width, int most) {
    this.width = width;
    shift = 31 - Integer.numberOfLeadingZeros(Math.max(1, most / width));
    arrays = new float[Math.toIntExact((rows + (1L << shift) - 1) >> shift)][];
    for (int array = 0; array < arrays.length; array++) {
      long here = Math.min(1L << shift, rows - ((long) array << shift));
      arrays[array] = new float[Math.toIntExact(FIRST + here * width)];
    }
  }

  /**
   * Overwrites rows.
   *
   * @param first the first of them
   * @param values [count, width] from the buffer's beginning
   */
  public void put(long first, long count, FloatBuffer values) {
    for (long row = first; row < first + count; ) {
      float[] array = array(row);
      int at = at(row);
      long here = Math.min(first + count - row, (array.length - at) / width);
      values.get((int) (row - first) * width, array, at, (int) here * width);
      row += here;
    }
  }

  /** The array that holds a row. */
  public float[] array(long row) {
    return arrays[(int) (row >>> shift)];
  }

  /** Where a row begins in its array. */
  public int at(long row) {
    return FIRST + ((int) row & ((1 << shift) - 1)) * width;
  }

  public int width() {
    return width;
  }
}
