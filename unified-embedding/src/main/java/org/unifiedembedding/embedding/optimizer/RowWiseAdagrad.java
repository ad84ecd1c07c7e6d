/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.optimizer;

import java.util.Arrays;
import org.unifiedembedding.embedding.kernel.VectorKernels;

/**
 * Adagrad with one sum of squares a row: s += mean(g^2); w -= rate * g / (sqrt(s) + epsilon). One
 * float of state, s, where Adagrad has one a weight.
 *
 * <p>Source: D. Mudigere et al., Software-hardware co-design for fast and scalable training of deep
 * learning recommendation models, ISCA 2022.
 *
 * @param learningRate rate, &gt; 0
 * @param initialAccumulator start of s, &gt;= 0
 * @param epsilon &gt; 0, so that a gradient of zeros does nothing
 */
public record RowWiseAdagrad(double learningRate, double initialAccumulator, double epsilon)
    implements RowOptimizer {

  private static final VectorKernels KERNELS = VectorKernels.best();

  public RowWiseAdagrad {
    Bounds.positive("learningRate", learningRate);
    Bounds.notNegative("initialAccumulator", initialAccumulator);
    Bounds.positive("epsilon", epsilon);
  }

  @Override
  public int stateSize(int width) {
    return 1;
  }

  @Override
  public void initialiseState(float[] state, int width, int rows) {
    Arrays.fill(state, 0, rows, (float) initialAccumulator);
  }

  @Override
  public String stateMeaning() {
    return "row-wise-adagrad from " + initialAccumulator;
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
    int padded = VectorKernels.padded(width);
    float squares = KERNELS.dot(gradient, gradientOffset, gradient, gradientOffset, padded);
    float sum = state[stateOffset] + scale * scale * squares / width;
    state[stateOffset] = sum;
    float step = (float) learningRate * scale / ((float) Math.sqrt(sum) + (float) epsilon);
    KERNELS.addScaled(weights, weightOffset, -step, gradient, gradientOffset, padded);
  }
}
