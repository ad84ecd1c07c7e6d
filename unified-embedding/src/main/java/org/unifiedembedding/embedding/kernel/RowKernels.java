/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

/**
 * Moves rows between a block of distinct rows [count, stride] and the concatenated inputs of
 * examples. Look-up k of a call is the row numbered {@code numbers[from + k]}. One scalar and one
 * SIMD form; they give the same bits, but for the order in which {@link #dot} adds. Thread-safe.
 */
public interface RowKernels {

  /**
   * Copies rows one behind the other: out[outOffset + k * width + d] = rows[rowsOffset +
   * numbers[from + k] * stride + d]. May also write up to 7 floats behind the last of them, which
   * the caller overwrites or ignores.
   */
  void gather(
      float[] rows,
      int rowsOffset,
      int stride,
      int[] numbers,
      int from,
      int count,
      float[] out,
      int outOffset,
      int width);

  /**
   * The product of concatenated rows with weights: sum over k in [0, count) and d in [0, width) of
   * rows[numbers[from + k] * stride + d] * weights[weightOffset + k * width + d]. What {@link
   * #gather} and a dot product give, without the copy; its order depends on count and width alone.
   */
  float dot(
      float[] rows,
      int stride,
      int[] numbers,
      int from,
      int count,
      float[] weights,
      int weightOffset,
      int width);

  /**
   * Adds scaled rows to concatenated floats: out[outOffset + k * width + d] += a *
   * rows[numbers[from + k] * stride + d]. With the slope as a, the gradient of {@link #dot} by its
   * weights.
   */
  void gatherAddScaled(
      float a,
      float[] rows,
      int stride,
      int[] numbers,
      int from,
      int count,
      float[] out,
      int outOffset,
      int width);

  /**
   * Adds scaled concatenated floats to rows: rows[numbers[from + k] * stride + d] += a *
   * in[inOffset + k * width + d]. With 1 as a, gradients of what {@link #gather} gave go back to
   * its rows; with the slope, it is the gradient of {@link #dot} by its rows.
   */
  void scatterAddScaled(
      float a,
      float[] rows,
      int stride,
      int[] numbers,
      int from,
      int count,
      float[] in,
      int inOffset,
      int width);

  /** The kernels of this JVM. */
  static RowKernels best() {
    return BestKernels.ROWS;
  }
}
