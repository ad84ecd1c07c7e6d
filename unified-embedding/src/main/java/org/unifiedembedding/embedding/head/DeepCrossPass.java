/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.unifiedembedding.embedding.head.HeadSpec.Structure;
import org.unifiedembedding.embedding.kernel.Gemm;

/**
 * The layers of a {@link DeepCrossHead} with their memory for one thread: all of it is allocated
 * here, none while examples pass.
 */
final class DeepCrossPass implements Head.Scratch {

  private final int inputs;
  private final boolean parallel;
  private final int biasOffset;
  private final Workspace space;
  private final Gemm.Floats x0;
  private final List<CrossLayer> crosses = new ArrayList<>();
  private final List<DenseLayer> denses = new ArrayList<>();
  private final Gemm.Floats dx0;
  private final Gemm.Floats dCross;
  private final Gemm.Floats dz;
  private final List<Gemm.Floats> dDense = new ArrayList<>();
  private final List<OutputLayer> outputs = new ArrayList<>();
  private final List<Gemm.Floats> dOutputs = new ArrayList<>();

  DeepCrossPass(int inputs, HeadSpec.DeepCross spec, int parameters, Gemm gemm, int maxExamples) {
    this.inputs = inputs;
    this.parallel = spec.structure() == Structure.PARALLEL;
    this.biasOffset = parameters - 1;
    int largest = spec.crossLayers() == 0 ? 1 : inputs * inputs;
    int widest = inputs;
    int in = inputs;
    for (int out : spec.hidden()) {
      largest = Math.max(largest, in * out);
      widest = Math.max(widest, out);
      in = out;
    }
    this.space = new Workspace(gemm, maxExamples, parameters, largest, widest);
    this.x0 = space.activations(inputs);
    this.dx0 = space.activations(inputs);
    this.dCross = space.activations(inputs);
    this.dz = space.activations(inputs);
    addLayers(spec);
  }

  private void addLayers(HeadSpec.DeepCross spec) {
    int offset = 0;
    Gemm.Floats crossed = x0;
    for (int i = 0; i < spec.crossLayers(); i++) {
      CrossLayer layer = new CrossLayer(space, inputs, offset, x0, crossed);
      crosses.add(layer);
      crossed = layer.y;
      offset += CrossLayer.parameters(inputs);
    }
    Gemm.Floats deep = parallel ? x0 : crossed;
    int in = inputs;
    for (int out : spec.hidden()) {
      DenseLayer layer = new DenseLayer(space, in, out, offset, deep);
      denses.add(layer);
      dDense.add(space.activations(out));
      deep = layer.y;
      offset += DenseLayer.parameters(in, out);
      in = out;
    }
    if (parallel || denses.isEmpty()) {
      outputs.add(new OutputLayer(space, inputs, offset, crossed));
      dOutputs.add(dCross);
      offset += inputs;
    }
    if (!denses.isEmpty()) {
      outputs.add(new OutputLayer(space, in, offset, deep));
      dOutputs.add(dDense.get(dDense.size() - 1));
    }
  }

  void forward(float[] weights, float[] x, int examples, float[] logits) {
    if (examples > space.maxExamples) {
      throw new IllegalArgumentException(
          "Invalid examples: " + examples + " (scratch holds " + space.maxExamples + ")");
    }
    space.loadWeights(weights);
    x0.load(0, x, 0, examples * inputs);
    for (CrossLayer layer : crosses) {
      layer.forward(weights, examples);
    }
    for (DenseLayer layer : denses) {
      layer.forward(weights, examples);
    }
    Arrays.fill(logits, 0, examples, weights[biasOffset]);
    for (OutputLayer output : outputs) {
      output.forward(weights, examples, logits);
    }
  }

  /**
   * The dense layers hand their derivative to the end of the cross layers when stacked, to the
   * inputs when parallel; both ends meet in the inputs.
   */
  void backward(
      float[] weights,
      int examples,
      float[] logitGradient,
      float[] inputGradient,
      float[] weightGradient) {
    for (int i = 0; i < examples; i++) {
      weightGradient[biasOffset] += logitGradient[i];
    }
    for (int i = 0; i < outputs.size(); i++) {
      outputs.get(i).backward(weights, examples, logitGradient, dOutputs.get(i), weightGradient);
    }
    space.clear(dx0, examples * inputs);
    for (int i = denses.size() - 1; i > 0; i--) {
      denses.get(i).backward(examples, dDense.get(i), 0, dDense.get(i - 1), weightGradient);
    }
    if (!denses.isEmpty()) {
      float beta = parallel ? 1 : 0;
      Gemm.Floats below = parallel ? dx0 : dCross;
      denses.get(0).backward(examples, dDense.get(0), beta, below, weightGradient);
    }
    for (int i = crosses.size() - 1; i >= 0; i--) {
      crosses.get(i).backward(examples, dCross, dz, dx0, weightGradient);
    }
    dCross.store(0, inputGradient, 0, examples * inputs);
    space.add(dx0, examples * inputs, inputGradient, 0);
  }
}
