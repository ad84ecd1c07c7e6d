/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import org.jspecify.annotations.Nullable;

/**
 * What a layout needs to know of a feature's values in the training part.
 *
 * @param distinct number of distinct values, a missing value counting as one
 * @param vocabulary all of them, where they were kept
 */
public record FeatureStatistics(long distinct, @Nullable Vocabulary vocabulary) {
  public FeatureStatistics {
    if (distinct < 0) {
      throw new IllegalArgumentException("Invalid distinct: " + distinct + " (must be >= 0)");
    }
    if (vocabulary != null && vocabulary.size() != distinct) {
      throw new IllegalArgumentException(
          "Invalid vocabulary: "
              + vocabulary.size()
              + " values (must be the "
              + distinct
              + " distinct ones)");
    }
  }
}
