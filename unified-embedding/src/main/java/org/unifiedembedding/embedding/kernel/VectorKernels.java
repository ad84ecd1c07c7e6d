/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

/**
 * The few loops over short float vectors that everything else is made of; one scalar and one SIMD
 * form. Thread-safe, no allocation.
 *
 * <p>All of them run over i in [0, n) of spans given by an array and an offset. Spans of one call
 * either are the same or do not overlap.
 */
public interface VectorKernels {

  /** Name that goes into a manifest, since sums may differ in the last bits between kernels. */
  String name();

  /** y = x. For rows: System.arraycopy is faster from some hundred floats on. */
  void copy(float[] y, int yOffset, float[] x, int xOffset, int n);

  /** y += a * x. */
  void addScaled(float[] y, int yOffset, float a, float[] x, int xOffset, int n);

  /** y = a * x. */
  void scale(float[] y, int yOffset, float a, float[] x, int xOffset, int n);

  /** Sum of x * y; its order depends on n alone. */
  float dot(float[] x, int xOffset, float[] y, int yOffset, int n);

  /** z = x * y, element by element. */
  void multiply(float[] z, int zOffset, float[] x, int xOffset, float[] y, int yOffset, int n);

  /** z += x * y, element by element. */
  void addProduct(float[] z, int zOffset, float[] x, int xOffset, float[] y, int yOffset, int n);

  /**
   * Adds a weighted sum of rows: y += sum over p in [0, rows) of factors[factorOffset + p *
   * factorStride] * x[xOffset + p * n].
   */
  void addRows(
      float[] y,
      int yOffset,
      float[] factors,
      int factorOffset,
      int factorStride,
      float[] x,
      int xOffset,
      int rows,
      int n);

  /** y = max(0, y + x): a bias and a rectifier. */
  void addThenRectify(float[] y, int yOffset, float[] x, int xOffset, int n);

  /** y = x &gt; 0 ? y : 0: the gradient through a rectifier whose output was x. */
  void keepWherePositive(float[] y, int yOffset, float[] x, int xOffset, int n);

  /** y = a * y + b * x: a moving average. */
  void blend(float[] y, int yOffset, float a, float b, float[] x, int xOffset, int n);

  /** y = a * y + b * x^2: a moving average of squares. */
  void blendSquares(float[] y, int yOffset, float a, float b, float[] x, int xOffset, int n);

  /** y += a * x / (sqrt(z) + epsilon): a step of an adaptive optimizer; epsilon &gt; 0. */
  void addScaledRatio(
      float[] y,
      int yOffset,
      float a,
      float[] x,
      int xOffset,
      float[] z,
      int zOffset,
      float epsilon,
      int n);

  /**
   * One step of FTRL-proximal, see {@link FtrlStep} for the formula; {@code n} is a multiple of 8.
   *
   * @param state z at [stateOffset, + n), sums of squares behind them
   */
  void ftrl(
      float[] weights,
      int weightOffset,
      float[] state,
      int stateOffset,
      float[] gradient,
      int gradientOffset,
      int n,
      float scale,
      FtrlStep step);

  /** {@code n} rounded up to whole vectors of 8 floats, the length of a row in memory. */
  static int padded(int n) {
    return (n + 7) & ~7;
  }

  /** The kernels of this JVM: SIMD when it was started with --add-modules=jdk.incubator.vector. */
  static VectorKernels best() {
    return BestKernels.VECTORS;
  }
}
