/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.optimizer;

import org.unifiedembedding.embedding.kernel.VectorKernels;

/**
 * w -= rate * g; no state.
 *
 * @param learningRate rate, &gt; 0
 */
public record Sgd(double learningRate) implements RowOptimizer, HeadOptimizer {

  private static final VectorKernels KERNELS = VectorKernels.best();

  public Sgd {
    Bounds.positive("learningRate", learningRate);
  }

  @Override
  public int stateSize(int size) {
    return 0;
  }

  @Override
  public void initialiseState(float[] state, int parameters) {
    // Nothing to fill.
  }

  @Override
  public void initialiseState(float[] state, int width, int rows) {
    // Nothing to fill.
  }

  @Override
  public String stateMeaning() {
    return "sgd";
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
    KERNELS.addScaled(
        weights,
        weightOffset,
        (float) -learningRate * scale,
        gradient,
        gradientOffset,
        VectorKernels.padded(width));
  }

  @Override
  public void update(float[] weights, float[] state, float[] gradient, float scale, long step) {
    KERNELS.addScaled(weights, 0, (float) -learningRate * scale, gradient, 0, weights.length);
  }
}
