/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.batch;

import org.unifiedembedding.embedding.head.LogisticHead;
import org.unifiedembedding.embedding.kernel.RowKernels;
import org.unifiedembedding.embedding.kernel.VectorKernels;

/**
 * The pass through a {@link LogisticHead}, straight from the distinct rows to the logits and from
 * their gradients back to those of the rows: inputs and their gradients, which would take most of
 * the time of so small a head, never exist ({@code benchmarks/kernels/step}).
 */
final class LinearPass implements HeadPass {
  /** Few enough that their rows are still in the first-level cache on the way back. */
  private static final int BLOCK = 8;

  private final LookupPlan plan;
  private final RowKernels rowKernels = RowKernels.best();
  private final VectorKernels vectorKernels = VectorKernels.best();
  private final int stride;
  private final int width;
  private final float[] logits = new float[BLOCK];
  private final float[] slopes = new float[BLOCK];

  LinearPass(LookupPlan plan, int stride) {
    this.plan = plan;
    this.stride = stride;
    this.width = plan.width();
  }

  @Override
  public void forward(
      Lookups lookups, float[] vectors, float[] numeric, float[] headWeights, float[] out) {
    for (int i = 0; i < lookups.examples(); i++) {
      out[i] = logit(lookups, vectors, numeric, i, headWeights);
    }
  }

  @Override
  public double forwardBackward(
      Lookups lookups,
      float[] vectors,
      float[] numeric,
      float[] labels,
      float[] weights,
      float[] headWeights,
      float[] gradients,
      float[] headGradient) {
    double loss = 0;
    for (int from = 0; from < lookups.examples(); from += BLOCK) {
      int n = Math.min(BLOCK, lookups.examples() - from);
      for (int i = 0; i < n; i++) {
        logits[i] = logit(lookups, vectors, numeric, from + i, headWeights);
      }
      loss += LogLoss.differentiate(logits, labels, weights, from, n, slopes);
      for (int i = 0; i < n; i++) {
        back(lookups, vectors, numeric, from + i, slopes[i], headWeights, gradients, headGradient);
      }
    }
    return loss;
  }

  private float logit(
      Lookups lookups, float[] vectors, float[] numeric, int example, float[] headWeights) {
    int[] numbers = lookups.numbers();
    int lookup = lookups.start(example);
    int list = example * plan.lists();
    int at = 0;
    float sum = 0;
    for (LookupPlan.Segment segment : plan.segments()) {
      int slots = segment.slots();
      int values = segment.isList() ? lookups.listLength(list++) : 1;
      float scale = values == 0 ? 0 : segment.scale(values);
      for (int v = 0; v < values; v++, lookup += slots) {
        sum +=
            scale * rowKernels.dot(vectors, stride, numbers, lookup, slots, headWeights, at, width);
      }
      at += slots * width;
    }
    int columns = plan.numbers();
    return sum
        + vectorKernels.dot(numeric, example * columns, headWeights, at, columns)
        + headWeights[at + columns];
  }

  private void back(
      Lookups lookups,
      float[] vectors,
      float[] numeric,
      int example,
      float slope,
      float[] headWeights,
      float[] gradients,
      float[] headGradient) {
    int[] numbers = lookups.numbers();
    int lookup = lookups.start(example);
    int list = example * plan.lists();
    int at = 0;
    for (LookupPlan.Segment segment : plan.segments()) {
      int slots = segment.slots();
      int values = segment.isList() ? lookups.listLength(list++) : 1;
      float scaled = values == 0 ? 0 : slope * segment.scale(values);
      for (int v = 0; v < values; v++, lookup += slots) {
        rowKernels.gatherAddScaled(
            scaled, vectors, stride, numbers, lookup, slots, headGradient, at, width);
        rowKernels.scatterAddScaled(
            scaled, gradients, stride, numbers, lookup, slots, headWeights, at, width);
      }
      at += slots * width;
    }
    int columns = plan.numbers();
    vectorKernels.addScaled(headGradient, at, slope, numeric, example * columns, columns);
    headGradient[at + columns] += slope;
  }
}
