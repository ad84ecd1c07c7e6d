/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.metric;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Area under the ROC curve over bins of the logit: constant memory, cheap to merge. Logits beyond
 * +-16 count as +-16; the 32,768 bins between are 1/1024 wide. Examples of one bin count as ties,
 * so the error is at most {@link #errorBound()}, half the share of pairs that meet in a bin. Not
 * thread-safe.
 */
public final class BinnedAuc implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final int RANGE = 16;
  private static final int BINS_PER_UNIT = 1024;
  private static final int BINS = 2 * RANGE * BINS_PER_UNIT;

  private final double[] positives = new double[BINS];
  private final double[] negatives = new double[BINS];

  /** Adds one example with a label in [0, 1] and a weight &gt;= 0. */
  public void add(double logit, double label, double weight) {
    if (Double.isNaN(logit)) {
      throw new IllegalArgumentException("Invalid logit: NaN (the model has diverged)");
    }
    int bin = (int) Math.floor((logit + RANGE) * BINS_PER_UNIT);
    bin = Math.min(Math.max(bin, 0), BINS - 1);
    positives[bin] += weight * label;
    negatives[bin] += weight * (1 - label);
  }

  public void merge(BinnedAuc other) {
    for (int i = 0; i < BINS; i++) {
      positives[i] += other.positives[i];
      negatives[i] += other.negatives[i];
    }
  }

  /** The area; NaN without a positive or without a negative. */
  public double value() {
    double area = 0;
    double below = 0;
    for (int i = 0; i < BINS; i++) {
      area += positives[i] * (below + negatives[i] / 2);
      below += negatives[i];
    }
    return area / pairs();
  }

  /** The most by which {@link #value} may differ from the exact area over the same examples. */
  public double errorBound() {
    double tied = 0;
    for (int i = 0; i < BINS; i++) {
      tied += positives[i] * negatives[i] / 2;
    }
    return tied / pairs();
  }

  private double pairs() {
    return Arrays.stream(positives).sum() * Arrays.stream(negatives).sum();
  }
}
