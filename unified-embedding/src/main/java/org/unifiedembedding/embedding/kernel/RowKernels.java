/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

/**
 * Moves rows between a block of distinct rows [count, stride] and the concatenated inputs of
 * examples. Look-up k of a call is the row numbered {@code numbers[from + k]}. One scalar and one
 * SIMD form with the same bits. Thread-safe.
 */
public interface RowKernels {

  /**
   * Copies rows one behind the other: out[outOffset + k * width + d] = rows[numbers[from + k] *
   * stride + d]. May also write up to 7 floats behind the last of them, which the caller overwrites
   * or ignores.
   */
  void gather(
      float[] rows,
      int stride,
      int[] numbers,
      int from,
      int count,
      float[] out,
      int outOffset,
      int width);

  /** Adds vectors to rows: rows[numbers[from + k] * stride + d] += in[inOffset + k * width + d]. */
  void scatterAdd(
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
