/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import java.util.Arrays;
import org.unifiedembedding.embedding.head.HeadSpec.Structure;
import org.unifiedembedding.embedding.kernel.Gemm;

/**
 * The layers of a {@link DeepCrossHead} with their memory for one thread: all of it is allocated
 * here, none while examples pass.
 *
 * <p>In either structure the logit is w1 . crossed + w2 . deep + b, where a part that the structure
 * does not have is of width 0.
 */
final class DeepCrossPass implements Head.Scratch {

  private final int inputs;
  private final boolean parallel;
  private final int biasOffset;
  private final Workspace space;
  private final CrossLayer[] crosses;
  private final DenseLayer[] denses;
  private final OutputLayer crossOutput;
  private final OutputLayer deepOutput;
  private final float[] dCrossed;
  private final float[] dz;
  private float[] crossed;
  private float[] deep;

  DeepCrossPass(int inputs, HeadSpec.DeepCross spec, int parameters, Gemm gemm, int maxExamples) {
    this.inputs = inputs;
    this.parallel = spec.structure() == Structure.PARALLEL;
    this.biasOffset = parameters - 1;
    this.space = workspace(inputs, spec, parameters, gemm, maxExamples);
    this.crosses = new CrossLayer[spec.crossLayers()];
    this.denses = new DenseLayer[spec.hidden().size()];
    int offset = 0;
    for (int i = 0; i < crosses.length; i++) {
      crosses[i] = new CrossLayer(space, inputs, offset);
      offset += AffineMap.parameters(inputs, inputs);
    }
    int in = inputs;
    for (int i = 0; i < denses.length; i++) {
      int out = spec.hidden().get(i);
      denses[i] = new DenseLayer(space, in, out, offset);
      offset += AffineMap.parameters(in, out);
      in = out;
    }
    int crossWidth = parallel || denses.length == 0 ? inputs : 0;
    this.crossOutput = new OutputLayer(crossWidth, offset);
    this.deepOutput = new OutputLayer(denses.length == 0 ? 0 : in, offset + crossWidth);
    this.dCrossed = new float[Math.multiplyExact(maxExamples, inputs)];
    this.dz = new float[dCrossed.length];
    this.crossed = dCrossed;
    this.deep = dCrossed;
  }

  private static Workspace workspace(
      int inputs, HeadSpec.DeepCross spec, int parameters, Gemm gemm, int maxExamples) {
    int largest = spec.crossLayers() == 0 ? 1 : Math.multiplyExact(inputs, inputs);
    int widest = inputs;
    int in = inputs;
    for (int out : spec.hidden()) {
      largest = Math.max(largest, Math.multiplyExact(in, out));
      widest = Math.max(widest, out);
      in = out;
    }
    return new Workspace(gemm, maxExamples, parameters, largest, widest);
  }

  void forward(float[] weights, float[] x, int examples, float[] logits) {
    if (examples > space.maxExamples) {
      throw new IllegalArgumentException(
          "Invalid examples: " + examples + " (scratch holds " + space.maxExamples + ")");
    }
    space.loadWeights(weights);
    crossed = x;
    for (CrossLayer layer : crosses) {
      crossed = layer.forward(weights, x, crossed, examples);
    }
    deep = parallel ? x : crossed;
    for (DenseLayer layer : denses) {
      deep = layer.forward(weights, deep, examples);
    }
    Arrays.fill(logits, 0, examples, weights[biasOffset]);
    crossOutput.forward(weights, crossed, examples, logits);
    deepOutput.forward(weights, deep, examples, logits);
  }

  void backward(
      float[] weights,
      float[] x,
      int examples,
      float[] logitGradient,
      float[] inputGradient,
      float[] weightGradient) {
    for (int i = 0; i < examples; i++) {
      weightGradient[biasOffset] += logitGradient[i];
    }
    int n = examples * inputs;
    Arrays.fill(inputGradient, 0, n, 0);
    crossOutput.addWeightGradient(crossed, logitGradient, examples, weightGradient);
    deepOutput.addWeightGradient(deep, logitGradient, examples, weightGradient);
    if (crossOutput.width() > 0) {
      crossOutput.inputGradient(weights, logitGradient, examples, dCrossed);
    }
    if (denses.length > 0) {
      backThroughDense(weights, examples, logitGradient, weightGradient);
      if (parallel) {
        space.addProduct(n, inputGradient);
      } else {
        space.product.store(0, dCrossed, 0, n);
      }
    }
    for (int i = crosses.length - 1; i >= 0; i--) {
      crosses[i].backward(x, examples, dCrossed, dz, inputGradient, weightGradient);
    }
    Workspace.KERNELS.addScaled(inputGradient, 0, 1, dCrossed, 0, n);
  }

  /** Leaves the derivative by the first dense layer's input in the workspace's product. */
  private void backThroughDense(
      float[] weights, int examples, float[] logitGradient, float[] weightGradient) {
    int last = denses.length - 1;
    float[] dy = denses[last].outputGradient();
    deepOutput.inputGradient(weights, logitGradient, examples, dy);
    for (int i = last; i >= 0; i--) {
      DenseLayer layer = denses[i];
      layer.backward(examples, weightGradient);
      if (i > 0) {
        float[] below = denses[i - 1].outputGradient();
        space.product.store(0, below, 0, examples * layer.inputs());
      }
    }
  }
}
