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
 * @param learningRate alpha, &gt; 0
 * @param initialAccumulator start of the sums of squares, &gt;= 0
 * @param l1 &gt;= 0
 * @param l2 &gt;= 0
 * @param beta added to the root, &gt; 0
 */
public record Ftrl(
    double learningRate, double initialAccumulator, double l1, double l2, double beta)
    implements RowOptimizer {

  private static final VectorKernels KERNELS = VectorKernels.best();

  public Ftrl {
    Bounds.positive("learningRate", learningRate);
    Bounds.notNegative("initialAccumulator", initialAccumulator);
    Bounds.notNegative("l1", l1);
    Bounds.notNegative("l2", l2);
    Bounds.positive("beta", beta);
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
      Arrays.fill(state, at + n, at + 2 * n, (float) initialAccumulator);
    }
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
    // Constants only: escape analysis removes it, and otherwise it is 40 bytes beside a row's work.
    FtrlStep step =
        new FtrlStep(
            (float) learningRate, (float) beta, (float) l1, (float) l2, (float) initialAccumulator);
    int n = VectorKernels.padded(width);
    KERNELS.ftrl(
        weights, weightOffset, state, stateOffset, gradient, gradientOffset, n, scale, step);
  }
}
