/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.optimizer;

import java.util.Arrays;
import org.unifiedembedding.embedding.kernel.VectorKernels;

/**
 * Adam for the head, bias-corrected by the number of the step:
 *
 * <pre>
 *   m = beta1 * m + (1 - beta1) * g;  v = beta2 * v + (1 - beta2) * g^2
 *   w -= rate * (m / (1 - beta1^step)) / (sqrt(v / (1 - beta2^step)) + epsilon)
 * </pre>
 *
 * The state is m, then v.
 *
 * <p>Source: D. Kingma, J. Ba, Adam: a method for stochastic optimization, ICLR 2015.
 *
 * @param learningRate rate, &gt; 0
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param epsilon &gt; 0
 */
public record Adam(double learningRate, double beta1, double beta2, double epsilon)
    implements HeadOptimizer {

  private static final VectorKernels KERNELS = VectorKernels.best();

  public Adam {
    Bounds.positive("learningRate", learningRate);
    Bounds.decay("beta1", beta1);
    Bounds.decay("beta2", beta2);
    Bounds.positive("epsilon", epsilon);
  }

  @Override
  public int stateSize(int parameters) {
    return Math.multiplyExact(2, parameters);
  }

  @Override
  public void initialiseState(float[] state, int parameters) {
    Arrays.fill(state, 0, stateSize(parameters), 0);
  }

  @Override
  public String stateMeaning() {
    return "adam, beta1 " + beta1 + ", beta2 " + beta2;
  }

  @Override
  public void update(float[] weights, float[] state, float[] gradient, float scale, long step) {
    double root = Math.sqrt(1 - Math.pow(beta2, (double) step));
    float rate = (float) (-learningRate * root / (1 - Math.pow(beta1, (double) step)));
    float shift = (float) (epsilon * root);
    float first = (float) (1 - beta1) * scale;
    float second = (float) (1 - beta2) * scale * scale;
    int parameters = weights.length;
    for (int i = 0; i < parameters; i += Bounds.CACHED_FLOATS) {
      int n = Math.min(Bounds.CACHED_FLOATS, parameters - i);
      int squares = parameters + i;
      KERNELS.blend(state, i, (float) beta1, first, gradient, i, n);
      KERNELS.blendSquares(state, squares, (float) beta2, second, gradient, i, n);
      KERNELS.addScaledRatio(weights, i, rate, state, i, state, squares, shift, n);
    }
  }
}
