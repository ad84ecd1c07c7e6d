/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.unifiedembedding.embedding.kernel.Gemm;

/**
 * DCN-V2: cross layers of full rank and rectified dense layers under one logit. Stacked, the dense
 * layers read the last cross layer and the logit the last dense one; parallel, the dense layers
 * read the inputs and the logit reads both ends. Without cross layers it is a plain MLP.
 *
 * <p>The weights are, one behind the other: of each cross layer W [D, D] and b [D]; of each dense
 * layer W [in, out] and b [out]; of the logit w (parallel: first the cross part [D], then the dense
 * part) and b. Matrices multiply from the right: z = x W + b. First values: cross matrices normal
 * with deviation 0.05 cut at two deviations, dense matrices and the logit's w Glorot uniform,
 * biases 0.
 *
 * <p>Source: R. Wang et al., DCN V2: improved deep and cross network and practical lessons for
 * web-scale learning to rank systems, WWW 2021.
 */
public final class DeepCrossHead implements Head {

  /** Deviation of the first cross weights, as in the experiments that are compared with. */
  private static final double CROSS_DEVIATION = 0.05;

  /** Large enough that copying the weights once a block does not show beside the products. */
  private static final int BLOCK = 512;

  private final int inputs;
  private final HeadSpec.DeepCross spec;
  private final Supplier<Gemm> gemm;
  private final int parameters;

  /**
   * The head over inputs [D].
   *
   * @param gemm asked when scratch space is made, since finding the best one may load a library
   */
  DeepCrossHead(int inputs, HeadSpec.DeepCross spec, Supplier<Gemm> gemm) {
    this.inputs = inputs;
    this.spec = spec;
    this.gemm = gemm;
    this.parameters = Math.addExact(outputOffset(), outputWidth() + 1);
  }

  private int outputOffset() {
    int sum = Math.multiplyExact(spec.crossLayers(), AffineMap.parameters(inputs, inputs));
    int in = inputs;
    for (int out : spec.hidden()) {
      sum = Math.addExact(sum, AffineMap.parameters(in, out));
      in = out;
    }
    return sum;
  }

  /** Floats that the logit reads. */
  private int outputWidth() {
    List<Integer> hidden = spec.hidden();
    int deep = hidden.isEmpty() ? 0 : hidden.get(hidden.size() - 1);
    return switch (spec.structure()) {
      case STACKED -> hidden.isEmpty() ? inputs : deep;
      case PARALLEL -> inputs + deep;
    };
  }

  @Override
  public int inputs() {
    return inputs;
  }

  @Override
  public int parameters() {
    return parameters;
  }

  @Override
  public int preferredBlock() {
    return BLOCK;
  }

  @Override
  public void initialise(float[] weights, long seed) {
    FirstValues values = new FirstValues(seed);
    int at = 0;
    for (int i = 0; i < spec.crossLayers(); i++) {
      values.truncatedNormal(weights, at, inputs * inputs, CROSS_DEVIATION);
      at = zeros(weights, at + inputs * inputs, inputs);
    }
    int in = inputs;
    for (int out : spec.hidden()) {
      values.glorot(weights, at, in, out);
      at = zeros(weights, at + in * out, out);
      in = out;
    }
    values.glorot(weights, at, outputWidth(), 1);
    weights[parameters - 1] = 0;
  }

  private static int zeros(float[] weights, int from, int n) {
    Arrays.fill(weights, from, from + n, 0);
    return from + n;
  }

  @Override
  public Scratch scratch(int maxExamples) {
    return new DeepCrossPass(inputs, spec, parameters, gemm.get(), maxExamples);
  }

  @Override
  public void forward(float[] weights, float[] x, int examples, float[] logits, Scratch scratch) {
    ((DeepCrossPass) scratch).forward(weights, x, examples, logits);
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
    ((DeepCrossPass) scratch)
        .backward(weights, x, examples, logitGradient, inputGradient, weightGradient);
  }
}
