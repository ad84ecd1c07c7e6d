/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.unifiedembedding.embedding.kernel.RowKernels;

/**
 * Eight floats at a time; rows are padded to a multiple of eight, so gathers need no tail. The
 * usual widths are constants for the compiler, so that a row has no loop of its own.
 */
public final class SimdRowKernels implements RowKernels {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;
  private static final int LANES = 8;

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
    switch (width) {
      case 8 -> copy(rows, rowsOffset, stride, numbers, from, count, out, outOffset, 8);
      case 16 -> copy(rows, rowsOffset, stride, numbers, from, count, out, outOffset, 16);
      case 32 -> copy(rows, rowsOffset, stride, numbers, from, count, out, outOffset, 32);
      default -> copy(rows, rowsOffset, stride, numbers, from, count, out, outOffset, width);
    }
  }

  private static void copy(
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
      int row = rowsOffset + numbers[from + k] * stride;
      for (int d = 0; d < width; d += LANES) {
        FloatVector.fromArray(S, rows, row + d).intoArray(out, to + d);
      }
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
    return switch (width) {
      case 8 -> product(rows, stride, numbers, from, count, weights, weightOffset, 8);
      case 16 -> product16(rows, stride, numbers, from, count, weights, weightOffset);
      case 32 -> product(rows, stride, numbers, from, count, weights, weightOffset, 32);
      default -> product(rows, stride, numbers, from, count, weights, weightOffset, width);
    };
  }

  private static float product(
      float[] rows,
      int stride,
      int[] numbers,
      int from,
      int count,
      float[] weights,
      int weightOffset,
      int width) {
    int whole = width - width % LANES;
    FloatVector sum = FloatVector.zero(S);
    float tail = 0;
    for (int k = 0, at = weightOffset; k < count; k++, at += width) {
      int row = numbers[from + k] * stride;
      int d = 0;
      for (; d < whole; d += LANES) {
        sum =
            FloatVector.fromArray(S, rows, row + d)
                .fma(FloatVector.fromArray(S, weights, at + d), sum);
      }
      for (; d < width; d++) {
        tail += rows[row + d] * weights[at + d];
      }
    }
    return sum.reduceLanes(VectorOperators.ADD) + tail;
  }

  /** Two sums side by side, so that an addition waits for that of the row before only. */
  private static float product16(
      float[] rows,
      int stride,
      int[] numbers,
      int from,
      int count,
      float[] weights,
      int weightOffset) {
    FloatVector sum0 = FloatVector.zero(S);
    FloatVector sum1 = sum0;
    for (int k = 0, at = weightOffset; k < count; k++, at += 16) {
      int row = numbers[from + k] * stride;
      sum0 = FloatVector.fromArray(S, rows, row).fma(FloatVector.fromArray(S, weights, at), sum0);
      sum1 =
          FloatVector.fromArray(S, rows, row + 8)
              .fma(FloatVector.fromArray(S, weights, at + 8), sum1);
    }
    return sum0.add(sum1).reduceLanes(VectorOperators.ADD);
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
    switch (width) {
      case 8 -> addRows(a, rows, stride, numbers, from, count, out, outOffset, 8);
      case 16 -> addRows(a, rows, stride, numbers, from, count, out, outOffset, 16);
      case 32 -> addRows(a, rows, stride, numbers, from, count, out, outOffset, 32);
      default -> addRows(a, rows, stride, numbers, from, count, out, outOffset, width);
    }
  }

  private static void addRows(
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
    switch (width) {
      case 8 -> addToRows(a, rows, stride, numbers, from, count, in, inOffset, 8);
      case 16 -> addToRows(a, rows, stride, numbers, from, count, in, inOffset, 16);
      case 32 -> addToRows(a, rows, stride, numbers, from, count, in, inOffset, 32);
      default -> addToRows(a, rows, stride, numbers, from, count, in, inOffset, width);
    }
  }

  private static void addToRows(
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

  /** y += a * x; the tail is rounded once too. */
  private static void addScaled(float[] y, int yOffset, float a, float[] x, int xOffset, int n) {
    FloatVector factor = FloatVector.broadcast(S, a);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector.fromArray(S, x, xOffset + i)
          .fma(factor, FloatVector.fromArray(S, y, yOffset + i))
          .intoArray(y, yOffset + i);
    }
    for (; i < n; i++) {
      y[yOffset + i] = Math.fma(a, x[xOffset + i], y[yOffset + i]);
    }
  }
}
