/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;

/**
 * Holds a head against a slow, obvious version in double precision: its logits directly, its
 * gradients through central differences of the slow version.
 */
final class GradientCheck {

  /** The logit of one example, by the book. */
  interface Reference {
    double logit(double[] weights, double[] x);
  }

  private static final double STEP = 1e-5;

  /** Partial derivatives to look at: spread over all there are where there are more. */
  private static final int PARTIALS = 300;

  private final Head head;
  private final Reference reference;
  private final int examples;
  private final float[] weights;
  private final float[] x;
  private final float[] slopes;

  GradientCheck(Head head, Reference reference, int examples, long seed) {
    this.head = head;
    this.reference = reference;
    this.examples = examples;
    Random random = new Random(seed);
    weights = new float[head.parameters()];
    head.initialise(weights, seed);
    for (int i = 0; i < weights.length; i++) {
      weights[i] += (float) (0.1 * random.nextGaussian());
    }
    x = gaussians(examples * head.inputs(), random);
    slopes = gaussians(examples, random);
  }

  private static float[] gaussians(int n, Random random) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) (0.5 * random.nextGaussian());
    }
    return values;
  }

  void run() {
    Head.Scratch scratch = head.scratch(examples + 3);
    float[] logits = new float[examples];
    float[] inputGradient = new float[x.length];
    float[] weightGradient = new float[weights.length];
    Arrays.fill(inputGradient, Float.NaN);
    Arrays.fill(weightGradient, 1f);
    head.forward(weights, x, examples, logits, scratch);
    head.backward(weights, x, examples, slopes, inputGradient, weightGradient, scratch);
    for (int i = 0; i < weightGradient.length; i++) {
      weightGradient[i] -= 1f;
    }
    double[] expected = new double[examples];
    for (int i = 0; i < examples; i++) {
      expected[i] = reference.logit(doubles(weights, 0, weights.length), example(i));
    }
    assertThat(distance(logits, expected)).as("logits").isLessThan(1e-5);
    assertThat(distance(weightGradient, byWeights())).as("weight gradient").isLessThan(2e-5);
    assertThat(distance(inputGradient, byInputs())).as("input gradient").isLessThan(2e-5);
  }

  private double[] byWeights() {
    double[] w = doubles(weights, 0, weights.length);
    double[] gradient = unchecked(w.length);
    for (int p = 0; p < w.length; p += 1 + w.length / PARTIALS) {
      gradient[p] = 0;
    }
    for (int i = 0; i < examples; i++) {
      double[] example = example(i);
      for (int p = 0; p < w.length; p += 1 + w.length / PARTIALS) {
        gradient[p] += slopes[i] * difference(w, p, w, example);
      }
    }
    return gradient;
  }

  private double[] byInputs() {
    double[] w = doubles(weights, 0, weights.length);
    double[] gradient = unchecked(x.length);
    for (int i = 0; i < examples; i++) {
      double[] example = example(i);
      for (int p = 0; p < example.length; p += 1 + x.length / PARTIALS) {
        gradient[i * head.inputs() + p] = slopes[i] * difference(example, p, w, example);
      }
    }
    return gradient;
  }

  private double difference(double[] moved, int at, double[] w, double[] example) {
    double value = moved[at];
    moved[at] = value + STEP;
    double above = reference.logit(w, example);
    moved[at] = value - STEP;
    double below = reference.logit(w, example);
    moved[at] = value;
    return (above - below) / (2 * STEP);
  }

  private double[] example(int i) {
    return doubles(x, i * head.inputs(), head.inputs());
  }

  private static double[] doubles(float[] from, int offset, int n) {
    double[] to = new double[n];
    for (int i = 0; i < n; i++) {
      to[i] = from[offset + i];
    }
    return to;
  }

  private static double[] unchecked(int n) {
    double[] gradient = new double[n];
    Arrays.fill(gradient, Double.NaN);
    return gradient;
  }

  /** |a - b| / |b| over those that were checked. */
  private static double distance(float[] a, double[] b) {
    double error = 0;
    double size = 0;
    for (int i = 0; i < a.length; i++) {
      if (Double.isNaN(b[i])) {
        assertThat(a[i]).isFinite();
        continue;
      }
      error += (a[i] - b[i]) * (a[i] - b[i]);
      size += b[i] * b[i];
    }
    return Math.sqrt(error / size);
  }
}
