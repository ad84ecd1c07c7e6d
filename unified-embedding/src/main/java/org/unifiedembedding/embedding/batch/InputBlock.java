/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.batch;

import java.util.Arrays;
import org.unifiedembedding.embedding.head.Head;
import org.unifiedembedding.embedding.kernel.RowKernels;
import org.unifiedembedding.embedding.kernel.VectorKernels;

/**
 * The head's view of a few examples at a time: inputs [n, D], their gradients, logits. A block is
 * small enough that its inputs stay in the cache between gathering, the head and scattering.
 */
final class InputBlock {
  private static final int SLACK = 8; // a gather may write so far behind its last vector

  private final LookupPlan plan;
  private final RowKernels rowKernels = RowKernels.best();
  private final VectorKernels vectorKernels = VectorKernels.best();
  private final Head.Scratch scratch;
  private final int capacity;
  private final int stride;
  private final int width;
  private final int inputWidth;
  private final float[] inputs;
  private final float[] inputGradients;
  private final float[] logits;
  private final float[] logitGradients;

  InputBlock(LookupPlan plan, Head head, int stride) {
    this.plan = plan;
    this.stride = stride;
    this.width = plan.width();
    this.inputWidth = head.inputs();
    this.capacity = head.preferredBlock();
    this.scratch = head.scratch(capacity);
    this.inputs = new float[capacity * inputWidth + SLACK];
    this.inputGradients = new float[capacity * inputWidth];
    this.logits = new float[capacity];
    this.logitGradients = new float[capacity];
  }

  int capacity() {
    return capacity;
  }

  float[] inputs() {
    return inputs;
  }

  float[] inputGradients() {
    return inputGradients;
  }

  float[] logits() {
    return logits;
  }

  float[] logitGradients() {
    return logitGradients;
  }

  Head.Scratch scratch() {
    return scratch;
  }

  /** Fills the inputs of {@code n} examples from {@code from} on. */
  void gather(Lookups lookups, float[] vectors, float[] numeric, int from, int n) {
    int columns = plan.numbers();
    for (int i = 0; i < n; i++) {
      int at = i * inputWidth;
      int lookup = lookups.start(from + i);
      int list = (from + i) * plan.lists();
      for (LookupPlan.Segment segment : plan.segments()) {
        if (segment.isList()) {
          int values = lookups.listLength(list++);
          pool(lookups, vectors, lookup, values, segment, at);
          lookup += values * segment.slots();
        } else {
          rowKernels.gather(
              vectors, stride, lookups.numbers(), lookup, segment.slots(), inputs, at, width);
          lookup += segment.slots();
        }
        at += segment.slots() * width;
      }
      System.arraycopy(numeric, (from + i) * columns, inputs, at, columns);
    }
  }

  private void pool(
      Lookups lookups,
      float[] vectors,
      int lookup,
      int values,
      LookupPlan.Segment segment,
      int at) {
    Arrays.fill(inputs, at, at + segment.slots() * width, 0f);
    float scale = values == 0 ? 0 : segment.scale(values);
    for (int v = 0, k = lookup; v < values; v++) {
      for (int chunk = 0; chunk < segment.slots(); chunk++, k++) {
        vectorKernels.addScaled(
            inputs, at + chunk * width, scale, vectors, lookups.numbers()[k] * stride, width);
      }
    }
  }

  /** Turns logits into their gradients; the weighted sum of log-losses. */
  double differentiate(float[] labels, float[] weights, int from, int n) {
    double loss = 0;
    for (int i = 0; i < n; i++) {
      double z = logits[i];
      float y = labels[from + i];
      float weight = weights[from + i];
      double e = Math.exp(-Math.abs(z));
      double p = z >= 0 ? 1 / (1 + e) : e / (1 + e);
      loss += weight * (Math.max(z, 0) - y * z + Math.log1p(e));
      logitGradients[i] = (float) (weight * (p - y));
    }
    return loss;
  }

  /**
   * Adds the input gradients of {@code n} examples to the gradients of the rows that they looked
   * up.
   */
  void scatter(Lookups lookups, float[] gradients, int from, int n) {
    for (int i = 0; i < n; i++) {
      int at = i * inputWidth;
      int lookup = lookups.start(from + i);
      int list = (from + i) * plan.lists();
      for (LookupPlan.Segment segment : plan.segments()) {
        if (segment.isList()) {
          int values = lookups.listLength(list++);
          unpool(lookups, gradients, lookup, values, segment, at);
          lookup += values * segment.slots();
        } else {
          rowKernels.scatterAdd(
              gradients,
              stride,
              lookups.numbers(),
              lookup,
              segment.slots(),
              inputGradients,
              at,
              width);
          lookup += segment.slots();
        }
        at += segment.slots() * width;
      }
    }
  }

  private void unpool(
      Lookups lookups,
      float[] gradients,
      int lookup,
      int values,
      LookupPlan.Segment segment,
      int at) {
    float scale = values == 0 ? 0 : segment.scale(values);
    for (int v = 0, k = lookup; v < values; v++) {
      for (int chunk = 0; chunk < segment.slots(); chunk++, k++) {
        vectorKernels.addScaled(
            gradients,
            lookups.numbers()[k] * stride,
            scale,
            inputGradients,
            at + chunk * width,
            width);
      }
    }
  }
}
