/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.unifiedembedding.embedding.kernel.FtrlStep;
import org.unifiedembedding.embedding.kernel.ScalarKernels;
import org.unifiedembedding.embedding.kernel.VectorKernels;

/**
 * Eight lanes at a time whatever the CPU offers, so that AVX2 and AVX-512 machines give the same
 * bits. Tails shorter than a vector go through the scalar twin. No vector leaves a method: one that
 * does is boxed as soon as the call is not inlined.
 */
public final class SimdKernels implements VectorKernels {

  private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;
  private static final int LANES = 8;
  private static final ScalarKernels TAIL = new ScalarKernels();

  /**
   * Whether the CPU has vectors of eight floats: without them the Vector API is slower than loops.
   */
  public static boolean fits() {
    return FloatVector.SPECIES_PREFERRED.length() >= LANES;
  }

  @Override
  public String name() {
    return "simd-256";
  }

  @Override
  public void copy(float[] y, int yOffset, float[] x, int xOffset, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector.fromArray(S, x, xOffset + i).intoArray(y, yOffset + i);
    }
    if (i < n) {
      TAIL.copy(y, yOffset + i, x, xOffset + i, n - i);
    }
  }

  @Override
  public void addScaled(float[] y, int yOffset, float a, float[] x, int xOffset, int n) {
    FloatVector factor = FloatVector.broadcast(S, a);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector.fromArray(S, x, xOffset + i)
          .fma(factor, FloatVector.fromArray(S, y, yOffset + i))
          .intoArray(y, yOffset + i);
    }
    if (i < n) {
      TAIL.addScaled(y, yOffset + i, a, x, xOffset + i, n - i);
    }
  }

  @Override
  public void scale(float[] y, int yOffset, float a, float[] x, int xOffset, int n) {
    FloatVector factor = FloatVector.broadcast(S, a);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector.fromArray(S, x, xOffset + i).mul(factor).intoArray(y, yOffset + i);
    }
    if (i < n) {
      TAIL.scale(y, yOffset + i, a, x, xOffset + i, n - i);
    }
  }

  /** Rows of a table are short and hot: their loop is small enough to be inlined everywhere. */
  @Override
  public float dot(float[] x, int xOffset, float[] y, int yOffset, int n) {
    if (n > 4 * LANES || n % LANES != 0) {
      return longDot(x, xOffset, y, yOffset, n);
    }
    FloatVector sum = FloatVector.zero(S);
    for (int i = 0; i < n; i += LANES) {
      sum =
          FloatVector.fromArray(S, x, xOffset + i)
              .fma(FloatVector.fromArray(S, y, yOffset + i), sum);
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }

  /** Four sums side by side: a single one would wait for its own last addition. */
  private static float longDot(float[] x, int xOffset, float[] y, int yOffset, int n) {
    FloatVector sum0 = FloatVector.zero(S);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    int i = 0;
    for (; i <= n - 4 * LANES; i += 4 * LANES) {
      int p = xOffset + i;
      int q = yOffset + i;
      sum0 = FloatVector.fromArray(S, x, p).fma(FloatVector.fromArray(S, y, q), sum0);
      sum1 = FloatVector.fromArray(S, x, p + 8).fma(FloatVector.fromArray(S, y, q + 8), sum1);
      sum2 = FloatVector.fromArray(S, x, p + 16).fma(FloatVector.fromArray(S, y, q + 16), sum2);
      sum3 = FloatVector.fromArray(S, x, p + 24).fma(FloatVector.fromArray(S, y, q + 24), sum3);
    }
    for (; i <= n - LANES; i += LANES) {
      sum0 =
          FloatVector.fromArray(S, x, xOffset + i)
              .fma(FloatVector.fromArray(S, y, yOffset + i), sum0);
    }
    float total = sum0.add(sum1).add(sum2.add(sum3)).reduceLanes(VectorOperators.ADD);
    return i < n ? total + TAIL.dot(x, xOffset + i, y, yOffset + i, n - i) : total;
  }

  @Override
  public void multiply(
      float[] z, int zOffset, float[] x, int xOffset, float[] y, int yOffset, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector.fromArray(S, x, xOffset + i)
          .mul(FloatVector.fromArray(S, y, yOffset + i))
          .intoArray(z, zOffset + i);
    }
    if (i < n) {
      TAIL.multiply(z, zOffset + i, x, xOffset + i, y, yOffset + i, n - i);
    }
  }

  @Override
  public void addProduct(
      float[] z, int zOffset, float[] x, int xOffset, float[] y, int yOffset, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector.fromArray(S, x, xOffset + i)
          .fma(FloatVector.fromArray(S, y, yOffset + i), FloatVector.fromArray(S, z, zOffset + i))
          .intoArray(z, zOffset + i);
    }
    if (i < n) {
      TAIL.addProduct(z, zOffset + i, x, xOffset + i, y, yOffset + i, n - i);
    }
  }

  /** Four vectors of y stay in registers while all rows pass. */
  @Override
  public void addRows(
      float[] y,
      int yOffset,
      float[] factors,
      int factorOffset,
      int factorStride,
      float[] x,
      int xOffset,
      int rows,
      int n) {
    int i = 0;
    for (; i <= n - 4 * LANES; i += 4 * LANES) {
      int at = yOffset + i;
      FloatVector y0 = FloatVector.fromArray(S, y, at);
      FloatVector y1 = FloatVector.fromArray(S, y, at + 8);
      FloatVector y2 = FloatVector.fromArray(S, y, at + 16);
      FloatVector y3 = FloatVector.fromArray(S, y, at + 24);
      for (int p = 0, f = factorOffset, q = xOffset + i; p < rows; p++, f += factorStride, q += n) {
        FloatVector factor = FloatVector.broadcast(S, factors[f]);
        y0 = factor.fma(FloatVector.fromArray(S, x, q), y0);
        y1 = factor.fma(FloatVector.fromArray(S, x, q + 8), y1);
        y2 = factor.fma(FloatVector.fromArray(S, x, q + 16), y2);
        y3 = factor.fma(FloatVector.fromArray(S, x, q + 24), y3);
      }
      y0.intoArray(y, at);
      y1.intoArray(y, at + 8);
      y2.intoArray(y, at + 16);
      y3.intoArray(y, at + 24);
    }
    for (; i <= n - LANES; i += LANES) {
      FloatVector y0 = FloatVector.fromArray(S, y, yOffset + i);
      for (int p = 0, f = factorOffset, q = xOffset + i; p < rows; p++, f += factorStride, q += n) {
        y0 = FloatVector.broadcast(S, factors[f]).fma(FloatVector.fromArray(S, x, q), y0);
      }
      y0.intoArray(y, yOffset + i);
    }
    for (; i < n; i++) {
      float sum = y[yOffset + i];
      for (int p = 0, f = factorOffset, q = xOffset + i; p < rows; p++, f += factorStride, q += n) {
        sum += factors[f] * x[q];
      }
      y[yOffset + i] = sum;
    }
  }

  @Override
  public void addThenRectify(float[] y, int yOffset, float[] x, int xOffset, int n) {
    FloatVector zero = FloatVector.zero(S);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector.fromArray(S, y, yOffset + i)
          .add(FloatVector.fromArray(S, x, xOffset + i))
          .max(zero)
          .intoArray(y, yOffset + i);
    }
    if (i < n) {
      TAIL.addThenRectify(y, yOffset + i, x, xOffset + i, n - i);
    }
  }

  @Override
  public void keepWherePositive(float[] y, int yOffset, float[] x, int xOffset, int n) {
    FloatVector zero = FloatVector.zero(S);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      VectorMask<Float> positive =
          FloatVector.fromArray(S, x, xOffset + i).compare(VectorOperators.GT, zero);
      zero.blend(FloatVector.fromArray(S, y, yOffset + i), positive).intoArray(y, yOffset + i);
    }
    if (i < n) {
      TAIL.keepWherePositive(y, yOffset + i, x, xOffset + i, n - i);
    }
  }

  @Override
  public void blend(float[] y, int yOffset, float a, float b, float[] x, int xOffset, int n) {
    FloatVector decay = FloatVector.broadcast(S, a);
    FloatVector factor = FloatVector.broadcast(S, b);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector.fromArray(S, y, yOffset + i)
          .mul(decay)
          .add(FloatVector.fromArray(S, x, xOffset + i).mul(factor))
          .intoArray(y, yOffset + i);
    }
    if (i < n) {
      TAIL.blend(y, yOffset + i, a, b, x, xOffset + i, n - i);
    }
  }

  @Override
  public void blendSquares(
      float[] y, int yOffset, float a, float b, float[] x, int xOffset, int n) {
    FloatVector decay = FloatVector.broadcast(S, a);
    FloatVector factor = FloatVector.broadcast(S, b);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector value = FloatVector.fromArray(S, x, xOffset + i);
      FloatVector.fromArray(S, y, yOffset + i)
          .mul(decay)
          .add(factor.mul(value).mul(value))
          .intoArray(y, yOffset + i);
    }
    if (i < n) {
      TAIL.blendSquares(y, yOffset + i, a, b, x, xOffset + i, n - i);
    }
  }

  @Override
  public void addScaledRatio(
      float[] y,
      int yOffset,
      float a,
      float[] x,
      int xOffset,
      float[] z,
      int zOffset,
      float epsilon,
      int n) {
    FloatVector factor = FloatVector.broadcast(S, a);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector root = FloatVector.fromArray(S, z, zOffset + i).lanewise(VectorOperators.SQRT);
      FloatVector.fromArray(S, y, yOffset + i)
          .add(FloatVector.fromArray(S, x, xOffset + i).mul(factor).div(root.add(epsilon)))
          .intoArray(y, yOffset + i);
    }
    if (i < n) {
      TAIL.addScaledRatio(y, yOffset + i, a, x, xOffset + i, z, zOffset + i, epsilon, n - i);
    }
  }

  @Override
  public void ftrl(
      float[] weights,
      int weightOffset,
      float[] state,
      int stateOffset,
      float[] gradient,
      int gradientOffset,
      int n,
      float scale,
      FtrlStep step) {
    if (n % LANES != 0) {
      throw new IllegalArgumentException("Invalid n: " + n + " (must be a multiple of 8)");
    }
    FloatVector zero = FloatVector.zero(S);
    for (int i = 0; i < n; i += LANES) {
      FloatVector w = FloatVector.fromArray(S, weights, weightOffset + i);
      FloatVector g = FloatVector.fromArray(S, gradient, gradientOffset + i).mul(scale);
      FloatVector old = FloatVector.fromArray(S, state, stateOffset + n + i);
      FloatVector oldRoot = old.lanewise(VectorOperators.SQRT);
      FloatVector squares = old.add(g.mul(g));
      FloatVector root = squares.lanewise(VectorOperators.SQRT);
      FloatVector l1 = zero.blend(step.l1(), w.compare(VectorOperators.GT, zero));
      l1 = l1.blend(-step.l1(), w.compare(VectorOperators.LT, zero));
      FloatVector start = oldRoot.add(step.beta()).div(step.rate()).add(step.l2()).mul(w).add(l1);
      FloatVector dual =
          FloatVector.fromArray(S, state, stateOffset + i)
              .blend(start.neg(), old.compare(VectorOperators.EQ, step.initialSquares()))
              .add(g)
              .sub(w.mul(root.sub(oldRoot).div(step.rate())));
      FloatVector shrunk = dual.abs().sub(step.l1()).max(zero);
      FloatVector curvature = root.add(step.beta()).div(step.rate()).add(step.l2());
      FloatVector size = shrunk.div(curvature);
      size.blend(size.neg(), dual.compare(VectorOperators.GT, zero))
          .intoArray(weights, weightOffset + i);
      dual.intoArray(state, stateOffset + i);
      squares.intoArray(state, stateOffset + n + i);
    }
  }
}
