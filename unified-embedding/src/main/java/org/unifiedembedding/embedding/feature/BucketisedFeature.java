/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.feature;

import java.util.List;

/**
 * A number turned into a category: the decimal index of the half-open interval it falls into. Below
 * the first boundary: 0; at or above the i-th (from 0): at least i + 1. Missing stays missing.
 */
public record BucketisedFeature(
    String name, int chunks, String hashName, Exactness exactness, List<Double> boundaries)
    implements Feature.Embedded {
  public BucketisedFeature {
    FeatureNames.check(name, chunks);
    FeatureNames.check(hashName);
    boundaries = List.copyOf(boundaries);
    for (int i = 0; i < boundaries.size(); i++) {
      if (boundaries.get(i).isNaN() || (i > 0 && boundaries.get(i) <= boundaries.get(i - 1))) {
        throw new IllegalArgumentException(
            "Invalid boundaries of feature '" + name + "': " + boundaries + " (must increase)");
      }
    }
    if (boundaries.isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid boundaries of feature '" + name + "': [] (give at least one)");
    }
  }

  /** The interval's index of a number that is not NaN. */
  public int bucket(double value) {
    int low = 0;
    int high = boundaries.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (value >= boundaries.get(middle)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
