/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.batch;

import java.util.Arrays;
import org.unifiedembedding.embedding.head.Head;
import org.unifiedembedding.embedding.kernel.RowKernels;
import org.unifiedembedding.embedding.kernel.VectorKernels;

/**
 * The pass through any head, a few examples at a time: inputs [n, D], their gradients, logits. A
 * block is small enough that its inputs stay in the cache between gathering, the head and
 * scattering.
 */
final class InputBlock implements HeadPass {
  private static final int SLACK = 8; // a gather may write so far behind its last vector

  private final LookupPlan plan;
  private final RowKernels rowKernels = RowKernels.best();
  private final VectorKernels vectorKernels = VectorKernels.best();
  private final Head head;
  private final Head.Scratch scratch;
  private final int capacity;
  private final int stride;
  private final int width;
  private final int inputWidth;
  private final float[] inputs;
  private final float[] inputGradients;
  private final float[] logits;
  private final float[] slopes;

  InputBlock(LookupPlan plan, Head head, int stride) {
    this.plan = plan;
    this.head = head;
    this.stride = stride;
    this.width = plan.width();
    this.inputWidth = head.inputs();
    this.capacity = head.preferredBlock();
    this.scratch = head.scratch(capacity);
    this.inputs = new float[capacity * inputWidth + SLACK];
    this.inputGradients = new float[capacity * inputWidth];
    this.logits = new float[capacity];
    this.slopes = new float[capacity];
  }

  /** Fills {@code out} [n, D] with what the head sees of each example. */
  void inputs(Lookups lookups, float[] vectors, float[] numeric, float[] out) {
    for (int from = 0; from < lookups.examples(); from += capacity) {
      int n = Math.min(capacity, lookups.examples() - from);
      gather(lookups, vectors, numeric, from, n);
      System.arraycopy(inputs, 0, out, from * inputWidth, n * inputWidth);
    }
  }

  @Override
  public void forward(
      Lookups lookups, float[] vectors, float[] numeric, float[] headWeights, float[] out) {
    for (int from = 0; from < lookups.examples(); from += capacity) {
      int n = Math.min(capacity, lookups.examples() - from);
      gather(lookups, vectors, numeric, from, n);
      head.forward(headWeights, inputs, n, logits, scratch);
      System.arraycopy(logits, 0, out, from, n);
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
    for (int from = 0; from < lookups.examples(); from += capacity) {
      int n = Math.min(capacity, lookups.examples() - from);
      gather(lookups, vectors, numeric, from, n);
      head.forward(headWeights, inputs, n, logits, scratch);
      loss += LogLoss.differentiate(logits, labels, weights, from, n, slopes);
      head.backward(headWeights, inputs, n, slopes, inputGradients, headGradient, scratch);
      scatter(lookups, gradients, from, n);
    }
    return loss;
  }

  /** Fills the inputs of {@code n} examples from {@code from} on. */
  private void gather(Lookups lookups, float[] vectors, float[] numeric, int from, int n) {
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
              vectors, 0, stride, lookups.numbers(), lookup, segment.slots(), inputs, at, width);
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

  /**
   * Adds the input gradients of {@code n} examples to the gradients of the rows that they looked
   * up.
   */
  private void scatter(Lookups lookups, float[] gradients, int from, int n) {
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
          rowKernels.scatterAddScaled(
              1,
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
