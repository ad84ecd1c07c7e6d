/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

/**
 * Plain loops, for JVMs without the Vector API and as the reference that SIMD is tested against.
 */
public final class ScalarRowKernels implements RowKernels {
  @Override
  public void gather(
      float[] rows,
      int stride,
      int[] numbers,
      int from,
      int count,
      float[] out,
      int outOffset,
      int width) {
    for (int k = 0, to = outOffset; k < count; k++, to += width) {
      System.arraycopy(rows, numbers[from + k] * stride, out, to, width);
    }
  }

  @Override
  public void scatterAdd(
      float[] rows,
      int stride,
      int[] numbers,
      int from,
      int count,
      float[] in,
      int inOffset,
      int width) {
    for (int k = 0, at = inOffset; k < count; k++, at += width) {
      int row = numbers[from + k] * stride;
      for (int d = 0; d < width; d++) {
        rows[row + d] += in[at + d];
      }
    }
  }
}
