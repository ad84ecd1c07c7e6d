/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.metric;

import java.io.Serializable;

/** Weighted mean cross entropy in nats. Not thread-safe. */
public final class LogLoss implements Serializable {

  private static final long serialVersionUID = 1L;

  private double sum;
  private double weight;

  /** Adds one example with a label in [0, 1] and a weight &gt;= 0. */
  public void add(double logit, double label, double exampleWeight) {
    sum += exampleWeight * Logits.loss(logit, label);
    weight += exampleWeight;
  }

  /** Adds the weighted sum of the losses of examples of this total weight. */
  public void addSum(double lossSum, double examplesWeight) {
    sum += lossSum;
    weight += examplesWeight;
  }

  public void merge(LogLoss other) {
    sum += other.sum;
    weight += other.weight;
  }

  /** NaN before the first example. */
  public double mean() {
    return sum / weight;
  }

  /** Sum of the examples' weights. */
  public double weight() {
    return weight;
  }
}
