/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.metric;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Exact area under the ROC curve: the chance that a positive example scores above a negative one,
 * ties counting a half (mid-ranks). An example of label y and weight w is w y of a positive and w
 * (1 - y) of a negative. Keeps 12 bytes an example and sorts once at the end; {@link BinnedAuc}
 * needs constant memory. Not thread-safe.
 */
public final class Auc implements Serializable {

  private static final long serialVersionUID = 1L;

  private int size;
  private float[] scores = new float[64];
  private float[] positives = new float[64];
  private float[] negatives = new float[64];

  /** Adds one example; any increasing function of the probability serves as score, not NaN. */
  public void add(float score, float label, float weight) {
    if (Float.isNaN(score)) {
      throw new IllegalArgumentException("Invalid score: NaN (the model has diverged)");
    }
    grow(size + 1);
    scores[size] = score + 0f;
    positives[size] = weight * label;
    negatives[size] = weight * (1 - label);
    size++;
  }

  public void merge(Auc other) {
    grow(size + other.size);
    System.arraycopy(other.scores, 0, scores, size, other.size);
    System.arraycopy(other.positives, 0, positives, size, other.size);
    System.arraycopy(other.negatives, 0, negatives, size, other.size);
    size += other.size;
  }

  private void grow(int needed) {
    if (needed > scores.length) {
      int capacity = Math.max(needed, Math.addExact(scores.length, scores.length / 2));
      scores = Arrays.copyOf(scores, capacity);
      positives = Arrays.copyOf(positives, capacity);
      negatives = Arrays.copyOf(negatives, capacity);
    }
  }

  /** Examples so far. */
  public int size() {
    return size;
  }

  /** The area; NaN without a positive or without a negative. O(n log n). */
  public double value() {
    long[] order = order();
    double area = 0;
    double below = 0;
    double above = 0;
    for (int i = 0; i < size; ) {
      double positive = 0;
      double negative = 0;
      for (long tie = order[i] >> 32; i < size && order[i] >> 32 == tie; i++) {
        positive += positives[(int) order[i]];
        negative += negatives[(int) order[i]];
      }
      area += positive * (below + negative / 2);
      below += negative;
      above += positive;
    }
    return area / (above * below);
  }

  /**
   * Points of the ROC curve from (0, 0) to (1, 1), in order, about {@code points} of them. O(n log
   * n).
   */
  public List<RocPoint> curve(int points) {
    long[] order = order();
    double[] total = new double[2];
    for (int i = 0; i < size; i++) {
      total[0] += negatives[i];
      total[1] += positives[i];
    }
    List<RocPoint> curve = new ArrayList<>();
    curve.add(new RocPoint(0, 0));
    double negative = 0;
    double positive = 0;
    int next = 0;
    for (int i = size - 1; i >= 0; i--) {
      negative += negatives[(int) order[i]];
      positive += positives[(int) order[i]];
      boolean tied = i > 0 && order[i] >> 32 == order[i - 1] >> 32;
      next++;
      if (!tied && (next >= size / points || i == 0)) {
        curve.add(new RocPoint(negative / total[0], positive / total[1]));
        next = 0;
      }
    }
    return curve;
  }

  /** Positions by ascending score, the score's order-preserving bits in the high half. */
  private long[] order() {
    long[] order = new long[size];
    for (int i = 0; i < size; i++) {
      int bits = Float.floatToIntBits(scores[i]);
      order[i] = (long) (bits ^ ((bits >> 31) & Integer.MAX_VALUE)) << 32 | i;
    }
    Arrays.sort(order);
    return order;
  }
}
