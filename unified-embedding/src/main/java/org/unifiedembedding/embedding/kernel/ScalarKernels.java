/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

/**
 * Plain loops, for JVMs without the Vector API and as the reference that SIMD is tested against.
 */
public final class ScalarKernels implements VectorKernels {

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public void copy(float[] y, int yOffset, float[] x, int xOffset, int n) {
    System.arraycopy(x, xOffset, y, yOffset, n);
  }

  @Override
  public void addScaled(float[] y, int yOffset, float a, float[] x, int xOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] += a * x[xOffset + i];
    }
  }

  @Override
  public void scale(float[] y, int yOffset, float a, float[] x, int xOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = a * x[xOffset + i];
    }
  }

  @Override
  public float dot(float[] x, int xOffset, float[] y, int yOffset, int n) {
    float sum = 0;
    for (int i = 0; i < n; i++) {
      sum += x[xOffset + i] * y[yOffset + i];
    }
    return sum;
  }

  @Override
  public void multiply(
      float[] z, int zOffset, float[] x, int xOffset, float[] y, int yOffset, int n) {
    for (int i = 0; i < n; i++) {
      z[zOffset + i] = x[xOffset + i] * y[yOffset + i];
    }
  }

  @Override
  public void addProduct(
      float[] z, int zOffset, float[] x, int xOffset, float[] y, int yOffset, int n) {
    for (int i = 0; i < n; i++) {
      z[zOffset + i] += x[xOffset + i] * y[yOffset + i];
    }
  }

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
    for (int p = 0; p < rows; p++) {
      addScaled(y, yOffset, factors[factorOffset + p * factorStride], x, xOffset + p * n, n);
    }
  }

  @Override
  public void addThenRectify(float[] y, int yOffset, float[] x, int xOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = Math.max(0, y[yOffset + i] + x[xOffset + i]);
    }
  }

  @Override
  public void keepWherePositive(float[] y, int yOffset, float[] x, int xOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = x[xOffset + i] > 0 ? y[yOffset + i] : 0;
    }
  }

  @Override
  public void blend(float[] y, int yOffset, float a, float b, float[] x, int xOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = a * y[yOffset + i] + b * x[xOffset + i];
    }
  }

  @Override
  public void blendSquares(
      float[] y, int yOffset, float a, float b, float[] x, int xOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = a * y[yOffset + i] + b * x[xOffset + i] * x[xOffset + i];
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
    for (int i = 0; i < n; i++) {
      y[yOffset + i] += a * x[xOffset + i] / ((float) Math.sqrt(z[zOffset + i]) + epsilon);
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
    for (int i = 0; i < n; i++) {
      float g = scale * gradient[gradientOffset + i];
      float squares = state[stateOffset + n + i];
      float dual = step.dual(weights[weightOffset + i], state[stateOffset + i], squares, g);
      squares += g * g;
      state[stateOffset + i] = dual;
      state[stateOffset + n + i] = squares;
      weights[weightOffset + i] = step.weight(dual, squares);
    }
  }
}
