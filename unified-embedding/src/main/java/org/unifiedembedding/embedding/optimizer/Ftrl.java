/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.optimizer;

import java.util.Arrays;
import org.unifiedembedding.embedding.kernel.FtrlStep;
import org.unifiedembedding.embedding.kernel.VectorKernels;

/**
 * FTRL-proximal with a learning rate per weight; {@link FtrlStep} has the formula. L1 makes weights
 * exactly 0. A row's state is the dual weights z, then the sums of squares, each padded like the
 * row.
 *
 * <p>Source: H. B. McMahan et al., Ad click prediction: a view from the trenches, KDD 2013; there
 * weights start at 0, here a first value other than 0 is kept.
 *
 * @param step the constants of the formula; rate and beta are &gt; 0 here
 */
public record Ftrl(FtrlStep step) implements RowOptimizer {

  private static final VectorKernels KERNELS = VectorKernels.best();

  public Ftrl {
    Bounds.positive("learningRate", step.rate());
    Bounds.positive("beta", step.beta());
    Bounds.notNegative("l1", step.l1());
    Bounds.notNegative("l2", step.l2());
    Bounds.notNegative("initialAccumulator", step.initialSquares());
  }

  @Override
  public int stateSize(int width) {
    return 2 * VectorKernels.padded(width);
  }

  @Override
  public void initialiseState(float[] state, int width, int rows) {
    int n = VectorKernels.padded(width);
    for (int row = 0; row < rows; row++) {
      int at = row * 2 * n;
      Arrays.fill(state, at, at + n, 0);
      Arrays.fill(state, at + n, at + 2 * n, step.initialSquares());
    }
  }

  /** Everything: a weight follows from its state and the formula's constants. */
  @Override
  public String stateMeaning() {
    return "ftrl " + step;
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
    KERNELS.ftrl(
        weights, weightOffset, state, stateOffset, gradient, gradientOffset, n, scale, step);
  }
}
