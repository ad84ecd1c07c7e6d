/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.batch;

import java.util.Arrays;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.example.ExampleBlock;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.head.Head;
import org.unifiedembedding.embedding.head.LogisticHead;

/**
 * One batch: which rows its examples look up, the vectors of its distinct rows, and after a pass
 * through the head the summed gradient of each. Used in this order: {@link #clear}, {@link #append}
 * (once or more), {@link #rows}, the caller fills {@link #vectors}, then {@link #forwardBackward},
 * {@link #forward} or {@link #inputs}.
 *
 * <p>Shapes: n examples, U distinct rows, D inputs of an example (look-ups in feature and chunk
 * order, then numbers), S stride of a row in floats (width rounded up; the padding stays zero).
 * Buffers grow and are never given back. Not thread-safe.
 */
public final class EmbeddingBatch {
  private final LookupPlan plan;
  private final InputBlock block;
  private final HeadPass pass;
  private final Lookups lookups;
  private final int stride;
  private float[] labels = new float[0];
  private float[] weights = new float[0];
  private float[] numeric = new float[0];
  private float[] vectors = new float[0];
  private float[] gradients = new float[0];

  /**
   * A batch for examples of a table's features.
   *
   * @param partition of the table's rows, by which distinct rows are grouped
   * @param schema columns of the blocks; they may hold more than the table's features
   * @param stride floats from one row to the next in {@link #vectors} and {@link #gradients}, a
   *     multiple of 8, at least the width
   */
  public EmbeddingBatch(
      TableLayout layout, RowPartition partition, ExampleSchema schema, Head head, int stride) {
    this.plan = new LookupPlan(layout, schema);
    this.lookups = new Lookups(partition);
    this.stride = stride;
    this.block = new InputBlock(plan, head, stride);
    this.pass = head instanceof LogisticHead ? new LinearPass(plan, stride) : block;
  }

  /** Forgets all examples. */
  public void clear() {
    lookups.clear();
  }

  /** Adds the examples [from, to) of a block. */
  public void append(ExampleBlock examples, int from, int to) {
    int before = lookups.examples();
    int after = before + to - from;
    labels = Buffers.atLeast(labels, after);
    weights = Buffers.atLeast(weights, after);
    numeric = Buffers.atLeast(numeric, after * plan.numbers());
    for (int i = from; i < to; i++) {
      int at = before + i - from;
      labels[at] = examples.labels()[i];
      weights[at] = examples.weights()[i];
      plan.copyNumbers(examples, i, numeric, at * plan.numbers());
      plan.append(examples, i, lookups);
    }
  }

  /** Number of examples, n. */
  public int examples() {
    return lookups.examples();
  }

  /** Finds the distinct rows of the examples; valid until the next clear. */
  public RowGroups rows() {
    lookups.group();
    vectors = Buffers.atLeast(vectors, lookups.groups().count() * stride);
    return lookups.groups();
  }

  /** Vectors of the distinct rows [U, S], to be filled by the caller after {@link #rows}. */
  public float[] vectors() {
    return vectors;
  }

  /**
   * Gradients of the distinct rows [U, S], valid after {@link #forwardBackward}; the padding is
   * zero.
   */
  public float[] gradients() {
    return gradients;
  }

  /** Sum of the examples' weights. */
  public double weight() {
    double sum = 0;
    for (int i = 0; i < examples(); i++) {
      sum += weights[i];
    }
    return sum;
  }

  /** The labels [n]. */
  public float[] labels() {
    return labels;
  }

  /** The examples' weights [n]. */
  public float[] weights() {
    return weights;
  }

  /** Fills {@code inputs} [n, D] with what the head sees of each example. */
  public void inputs(float[] inputs) {
    block.inputs(lookups, vectors, numeric, inputs);
  }

  /** Computes {@code logits} [n]. */
  public void forward(float[] headWeights, float[] logits) {
    pass.forward(lookups, vectors, numeric, headWeights, logits);
  }

  /**
   * Computes the summed gradient of the weighted log-loss by every distinct row into {@link
   * #gradients} and by the head's weights into {@code headGradient} [P], overwriting both. Returns
   * the weighted sum of the examples' log-losses in nats.
   */
  public double forwardBackward(float[] headWeights, float[] headGradient) {
    gradients = Buffers.atLeast(gradients, lookups.groups().count() * stride);
    Arrays.fill(gradients, 0, lookups.groups().count() * stride, 0f);
    Arrays.fill(headGradient, 0f);
    return pass.forwardBackward(
        lookups, vectors, numeric, labels, weights, headWeights, gradients, headGradient);
  }
}
