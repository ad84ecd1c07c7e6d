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

  @Override
  public String name() {
    return "simd-256";
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

  /** Four sums side by side: a single one would wait for its own last addition. */
  @Override
  public float dot(float[] x, int xOffset, float[] y, int yOffset, int n) {
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

  /**
   * The scalar loop: FTRL is not a hot path here, and its branches would cost more than they save.
   */
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
    TAIL.ftrl(weights, weightOffset, state, stateOffset, gradient, gradientOffset, n, scale, step);
  }
}
