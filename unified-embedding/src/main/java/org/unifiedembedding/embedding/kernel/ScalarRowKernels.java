/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

/**
 * Plain loops, for JVMs without the Vector API and as the reference that SIMD is tested against.
 */
public final class ScalarRowKernels implements RowKernels {
  @Override
  public void gather(
      float[] rows,
      int rowsOffset,
      int stride,
      int[] numbers,
      int from,
      int count,
      float[] out,
      int outOffset,
      int width) {
    for (int k = 0, to = outOffset; k < count; k++, to += width) {
      System.arraycopy(rows, rowsOffset + numbers[from + k] * stride, out, to, width);
    }
  }

  @Override
  public float dot(
      float[] rows,
      int stride,
      int[] numbers,
      int from,
      int count,
      float[] weights,
      int weightOffset,
      int width) {
    float sum = 0;
    for (int k = 0, at = weightOffset; k < count; k++, at += width) {
      int row = numbers[from + k] * stride;
      for (int d = 0; d < width; d++) {
        sum += rows[row + d] * weights[at + d];
      }
    }
    return sum;
  }

  @Override
  public void gatherAddScaled(
      float a,
      float[] rows,
      int stride,
      int[] numbers,
      int from,
      int count,
      float[] out,
      int outOffset,
      int width) {
    for (int k = 0, at = outOffset; k < count; k++, at += width) {
      addScaled(out, at, a, rows, numbers[from + k] * stride, width);
    }
  }

  @Override
  public void scatterAddScaled(
      float a,
      float[] rows,
      int stride,
      int[] numbers,
      int from,
      int count,
      float[] in,
      int inOffset,
      int width) {
    for (int k = 0, at = inOffset; k < count; k++, at += width) {
      addScaled(rows, numbers[from + k] * stride, a, in, at, width);
    }
  }

  /** y += a * x, rounded once as a vector's fma is. */
  private static void addScaled(float[] y, int yOffset, float a, float[] x, int xOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = Math.fma(a, x[xOffset + i], y[yOffset + i]);
    }
  }
}
