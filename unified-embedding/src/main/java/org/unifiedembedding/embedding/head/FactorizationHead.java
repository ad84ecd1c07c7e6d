/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import java.util.Arrays;
import org.unifiedembedding.embedding.kernel.VectorKernels;

/**
 * A factorization machine over features that share a table: logit = b + w . x + 1/2 (|sum_f t_f|^2
 * - sum_f |t_f|^2) with t_f = s_f * v_f, the vector of feature f scaled element by element with a
 * learnt s_f. Without s_f one row would mean the same to every feature that looks it up, and a sum
 * of rows could not be taken apart again. Numbers take part in w . x only.
 *
 * <p>The weights are w [D], s [F, K], b, with F features of K floats. First values: w Glorot
 * uniform, s 1, b 0.
 *
 * <p>Source: S. Rendle, Factorization machines, ICDM 2010.
 */
public final class FactorizationHead implements Head {

  private static final VectorKernels KERNELS = VectorKernels.best();

  /** Examples whose inputs stay in the second-level cache between forward and backward. */
  private static final int BLOCK = 64;

  /** The factor of every feature in the sum. */
  private static final float[] ONE = {1};

  private final int inputs;
  private final int features;
  private final int width;
  private final int pairs;

  FactorizationHead(InputShape shape) {
    if (shape.featureWidths().stream().distinct().count() > 1) {
      throw new IllegalArgumentException(
          "Invalid widths for a factorization head: "
              + shape.featureWidths()
              + " (chunks x width must be the same for all features)");
    }
    this.inputs = shape.inputs();
    this.features = shape.featureWidths().size();
    this.width = features == 0 ? 0 : shape.featureWidths().get(0);
    this.pairs = features * width;
  }

  @Override
  public int inputs() {
    return inputs;
  }

  @Override
  public int parameters() {
    return inputs + pairs + 1;
  }

  @Override
  public int preferredBlock() {
    return BLOCK;
  }

  @Override
  public void initialise(float[] weights, long seed) {
    new FirstValues(seed).glorot(weights, 0, inputs, 1);
    Arrays.fill(weights, inputs, inputs + pairs, 1);
    weights[inputs + pairs] = 0;
  }

  @Override
  public Scratch scratch(int maxExamples) {
    return new Example(new float[pairs], new float[pairs], new float[width]);
  }

  @Override
  public void forward(float[] weights, float[] x, int examples, float[] logits, Scratch scratch) {
    Example example = (Example) scratch;
    for (int i = 0; i < examples; i++) {
      int at = i * inputs;
      scaleAndSum(weights, x, at, example);
      float squareOfSum = KERNELS.dot(example.sum, 0, example.sum, 0, width);
      float sumOfSquares = KERNELS.dot(example.scaled, 0, example.scaled, 0, pairs);
      logits[i] =
          weights[inputs + pairs]
              + KERNELS.dot(x, at, weights, 0, inputs)
              + 0.5f * (squareOfSum - sumOfSquares);
    }
  }

  /** scaled = s * v, sum = sum over the features of scaled. */
  private void scaleAndSum(float[] weights, float[] x, int at, Example example) {
    KERNELS.multiply(example.scaled, 0, weights, inputs, x, at, pairs);
    Arrays.fill(example.sum, 0);
    KERNELS.addRows(example.sum, 0, ONE, 0, 0, example.scaled, 0, features, width);
  }

  /** The derivative by t_f is the sum over the other features, sum - t_f. */
  @Override
  public void backward(
      float[] weights,
      float[] x,
      int examples,
      float[] logitGradient,
      float[] inputGradient,
      float[] weightGradient,
      Scratch scratch) {
    Example example = (Example) scratch;
    for (int i = 0; i < examples; i++) {
      float slope = logitGradient[i];
      int at = i * inputs;
      scaleAndSum(weights, x, at, example);
      float[] others = example.others;
      KERNELS.scale(others, 0, -slope, example.scaled, 0, pairs);
      for (int f = 0; f < features; f++) {
        KERNELS.addScaled(others, f * width, slope, example.sum, 0, width);
      }
      KERNELS.scale(inputGradient, at, slope, weights, 0, inputs);
      KERNELS.addProduct(inputGradient, at, weights, inputs, others, 0, pairs);
      KERNELS.addScaled(weightGradient, 0, slope, x, at, inputs);
      KERNELS.addProduct(weightGradient, inputs, x, at, others, 0, pairs);
      weightGradient[inputs + pairs] += slope;
    }
  }

  /** The scaled vectors [F, K], the sums of the others [F, K] and the sum [K] of one example. */
  private record Example(float[] scaled, float[] others, float[] sum) implements Scratch {}
}
