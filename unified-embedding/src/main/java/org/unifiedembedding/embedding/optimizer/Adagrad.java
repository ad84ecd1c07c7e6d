/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.optimizer;

import java.util.Arrays;
import org.unifiedembedding.embedding.kernel.VectorKernels;

/**
 * s += g^2; w -= rate * g / (sqrt(s) + epsilon), each weight with its own s. A row's state is s,
 * padded like the row.
 *
 * <p>Source: J. Duchi, E. Hazan, Y. Singer, Adaptive subgradient methods for online learning and
 * stochastic optimization, JMLR 2011.
 *
 * @param learningRate rate, &gt; 0
 * @param initialAccumulator start of s, &gt;= 0
 * @param epsilon &gt; 0, so that a gradient of zeros does nothing
 */
public record Adagrad(double learningRate, double initialAccumulator, double epsilon)
    implements RowOptimizer, HeadOptimizer {

  private static final VectorKernels KERNELS = VectorKernels.best();

  public Adagrad {
    Bounds.positive("learningRate", learningRate);
    Bounds.notNegative("initialAccumulator", initialAccumulator);
    Bounds.positive("epsilon", epsilon);
  }

  @Override
  public int stateSize(int size) {
    return VectorKernels.padded(size);
  }

  @Override
  public void initialiseState(float[] state, int width, int rows) {
    Arrays.fill(state, 0, rows * stateSize(width), (float) initialAccumulator);
  }

  @Override
  public void initialiseState(float[] state, int parameters) {
    initialiseState(state, parameters, 1);
  }

  @Override
  public String stateMeaning() {
    return "adagrad from " + initialAccumulator;
  }

  @Override
  public void update(
      float[] weights,
      int weightOffset,
      float[] state,
      int stateOffset,
      float[] gradient,
      int gradientOffset,
      int width,
      float scale) {
    int n = VectorKernels.padded(width);
    step(weights, weightOffset, state, stateOffset, gradient, gradientOffset, n, scale);
  }

  @Override
  public void update(float[] weights, float[] state, float[] gradient, float scale, long step) {
    for (int i = 0; i < weights.length; i += Bounds.CACHED_FLOATS) {
      int n = Math.min(Bounds.CACHED_FLOATS, weights.length - i);
      step(weights, i, state, i, gradient, i, n, scale);
    }
  }

  private void step(
      float[] weights,
      int weightOffset,
      float[] state,
      int stateOffset,
      float[] gradient,
      int gradientOffset,
      int n,
      float scale) {
    KERNELS.blendSquares(state, stateOffset, 1, scale * scale, gradient, gradientOffset, n);
    KERNELS.addScaledRatio(
        weights,
        weightOffset,
        (float) -learningRate * scale,
        gradient,
        gradientOffset,
        state,
        stateOffset,
        (float) epsilon,
        n);
  }
}
