/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.metric;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether predicted probabilities come true, in bins of equal width over [0, 1] and over all. Not
 * thread-safe.
 */
public final class Calibration implements Serializable {

  private static final long serialVersionUID = 1L;

  private final double[] weights;
  private final double[] predicted;
  private final double[] actual;

  public Calibration(int bins) {
    if (bins < 1) {
      throw new IllegalArgumentException("Invalid bins: " + bins + " (must be >= 1)");
    }
    weights = new double[bins];
    predicted = new double[bins];
    actual = new double[bins];
  }

  /** Adds one example with a label in [0, 1] and a weight &gt;= 0. */
  public void add(double probability, double label, double weight) {
    int bin = Math.min((int) (probability * weights.length), weights.length - 1);
    weights[bin] += weight;
    predicted[bin] += weight * probability;
    actual[bin] += weight * label;
  }

  /** Adds the examples of another one with as many bins. */
  public void merge(Calibration other) {
    if (other.weights.length != weights.length) {
      throw new IllegalArgumentException(
          "Invalid bins to merge: " + other.weights.length + " (must be " + weights.length + ")");
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] += other.weights[i];
      predicted[i] += other.predicted[i];
      actual[i] += other.actual[i];
    }
  }

  /**
   * Sum of the predicted probabilities by the sum of the labels; 1 is ideal, NaN without examples.
   */
  public double ratio() {
    return sum(predicted) / sum(actual);
  }

  /** Sum of the examples' weights. */
  public double weight() {
    return sum(weights);
  }

  /** Weighted sum of the labels. */
  public double positives() {
    return sum(actual);
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** The bins that hold examples, in order of the probability. */
  public List<Bin> bins() {
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        bins.add(new Bin(predicted[i] / weights[i], actual[i] / weights[i], weights[i]));
      }
    }
    return bins;
  }

  /**
   * One bin.
   *
   * @param predicted weighted mean of the probabilities
   * @param actual weighted mean of the labels
   * @param weight sum of the examples' weights
   */
  public record Bin(double predicted, double actual, double weight) {}
}
