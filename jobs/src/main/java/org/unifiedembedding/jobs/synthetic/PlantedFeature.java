/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.synthetic;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One categorical feature of the click log: how its values are drawn and how strongly they act.
 * Value r (from 0) is drawn with a probability proportional to (r + offset)^-exponent (Zipf and
 * Mandelbrot), so small numbers are the frequent values.
 *
 * @param name the column
 * @param values number of distinct values
 * @param exponent of the law; 0: all alike
 * @param offset of the law, at least 1; larger: a flatter head
 * @param effect standard deviation of the main effect over the rows, in logits
 * @param missing probability that the column is null; a list is empty instead
 * @param drift angle in radians by which the main effects turn from the first day to the last
 * @param groups names of the planted groups: value r belongs to group r % groups, and the values of
 *     a group interact alike with other features; empty: no groups
 */
record PlantedFeature(
    String name,
    int values,
    double exponent,
    double offset,
    double effect,
    double missing,
    double drift,
    List<String> groups) {
  PlantedFeature {
    groups = List.copyOf(groups);
  }

  /** The text of value r; null is the missing value, r = -1. */
  @Nullable String text(int value) {
    if (value < 0) {
      return null;
    }
    return (groups.isEmpty() ? name : groups.get(value % groups.size())) + "-" + value;
  }

  /** Probabilities of the values [values]. */
  double[] probabilities() {
    double[] probabilities = new double[values];
    double sum = 0;
    for (int r = 0; r < values; r++) {
      probabilities[r] = StrictMath.pow(r + offset, -exponent);
      sum += probabilities[r];
    }
    for (int r = 0; r < values; r++) {
      probabilities[r] /= sum;
    }
    return probabilities;
  }
}
