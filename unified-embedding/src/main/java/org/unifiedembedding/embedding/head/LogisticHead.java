/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import org.unifiedembedding.embedding.kernel.VectorKernels;

/**
 * logit = w . x + b. The weights are w [D], then b.
 *
 * <p>Weights start Glorot uniform, and all features start from the same vector: training alone then
 * makes the angles between the features' weights, which tell how well features that share rows are
 * kept apart (B. Coleman et al., Unified Embedding, NeurIPS 2023).
 */
public final class LogisticHead implements Head {

  private static final VectorKernels KERNELS = VectorKernels.best();

  /** Examples whose inputs stay in the second-level cache between forward and backward. */
  private static final int BLOCK = 64;

  private final InputShape shape;
  private final int inputs;

  LogisticHead(InputShape shape) {
    this.shape = shape;
    this.inputs = shape.inputs();
  }

  @Override
  public int inputs() {
    return inputs;
  }

  @Override
  public int parameters() {
    return inputs + 1;
  }

  @Override
  public int preferredBlock() {
    return BLOCK;
  }

  @Override
  public void initialise(float[] weights, long seed) {
    FirstValues values = new FirstValues(seed);
    double bound = StrictMath.sqrt(6.0 / (inputs + 1));
    int widest = shape.featureWidths().stream().mapToInt(w -> w).max().orElse(0);
    float[] shared = new float[widest];
    values.uniform(shared, 0, widest, bound);
    int at = 0;
    for (int width : shape.featureWidths()) {
      System.arraycopy(shared, 0, weights, at, width);
      at += width;
    }
    values.uniform(weights, at, shape.numbers(), bound);
    weights[inputs] = 0;
  }

  @Override
  public Scratch scratch(int maxExamples) {
    return NoScratch.INSTANCE;
  }

  @Override
  public void forward(float[] weights, float[] x, int examples, float[] logits, Scratch scratch) {
    float bias = weights[inputs];
    for (int i = 0; i < examples; i++) {
      logits[i] = bias + KERNELS.dot(x, i * inputs, weights, 0, inputs);
    }
  }

  @Override
  public void backward(
      float[] weights,
      float[] x,
      int examples,
      float[] logitGradient,
      float[] inputGradient,
      float[] weightGradient,
      Scratch scratch) {
    float bias = 0;
    for (int i = 0; i < examples; i++) {
      float slope = logitGradient[i];
      KERNELS.scale(inputGradient, i * inputs, slope, weights, 0, inputs);
      KERNELS.addScaled(weightGradient, 0, slope, x, i * inputs, inputs);
      bias += slope;
    }
    weightGradient[inputs] += bias;
  }

  /** Nothing is kept between forward and backward. */
  private enum NoScratch implements Scratch {
    INSTANCE
  }
}
