/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.optimizer;

import java.util.Arrays;
import org.unifiedembedding.embedding.kernel.VectorKernels;

/**
 * Adam on the steps that touch a row, bias-corrected by their number:
 *
 * <pre>
 *   m = beta1 * m + (1 - beta1) * g;  v = beta2 * v + (1 - beta2) * g^2
 *   w -= rate * (m / c1) / (sqrt(v / c2) + epsilon)  with c = 1 - beta^(touches of the row)
 * </pre>
 *
 * <p>Between its touches neither a row nor its averages move. A row's state is m and v, each padded
 * like the row, then c1 and c2. The corrections are kept rather than the count: c is the same
 * moving average over ones (c = beta * c + 1 - beta), which costs no power and stays exact to some
 * 1e-6 for ever.
 *
 * <p>Source: D. Kingma, J. Ba, Adam: a method for stochastic optimization, ICLR 2015.
 *
 * @param learningRate rate, &gt; 0
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param epsilon &gt; 0, so that a gradient of zeros does nothing
 */
public record LazyAdam(double learningRate, double beta1, double beta2, double epsilon)
    implements RowOptimizer {

  private static final VectorKernels KERNELS = VectorKernels.best();

  public LazyAdam {
    Bounds.positive("learningRate", learningRate);
    Bounds.decay("beta1", beta1);
    Bounds.decay("beta2", beta2);
    Bounds.positive("epsilon", epsilon);
  }

  @Override
  public int stateSize(int width) {
    return 2 * VectorKernels.padded(width) + 2;
  }

  @Override
  public void initialiseState(float[] state, int width, int rows) {
    Arrays.fill(state, 0, rows * stateSize(width), 0);
  }

  @Override
  public String stateMeaning() {
    return "adam, beta1 " + beta1 + ", beta2 " + beta2;
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
    int squares = stateOffset + n;
    int corrections = squares + n;
    float first = (float) (1 - beta1);
    float second = (float) (1 - beta2);
    KERNELS.blend(state, stateOffset, (float) beta1, first * scale, gradient, gradientOffset, n);
    KERNELS.blendSquares(
        state, squares, (float) beta2, second * scale * scale, gradient, gradientOffset, n);
    float c1 = (float) beta1 * state[corrections] + first;
    float c2 = (float) beta2 * state[corrections + 1] + second;
    state[corrections] = c1;
    state[corrections + 1] = c2;
    float root = (float) Math.sqrt(c2);
    KERNELS.addScaledRatio(
        weights,
        weightOffset,
        (float) -learningRate * root / c1,
        state,
        stateOffset,
        state,
        squares,
        (float) epsilon * root,
        n);
  }
}
