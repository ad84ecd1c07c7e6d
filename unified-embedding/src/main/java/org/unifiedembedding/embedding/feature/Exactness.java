/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.feature;

import java.io.Serializable;
import java.util.List;

/**
 * Whether a feature's values share hashed rows or own rows without collisions (paper, section 5:
 * low-cardinality features).
 */
public sealed interface Exactness extends Serializable {

  /** All values are hashed. */
  record Hashed() implements Exactness {}

  /**
   * The listed values own rows; every other value shares one further row. The list is ordered and
   * has no duplicates.
   */
  record Listed(List<String> values) implements Exactness {
    public Listed {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("Invalid values: [] (list at least one)");
      }
      if (values.stream().distinct().count() != values.size()) {
        throw new IllegalArgumentException(
            "Invalid values: " + values + " (a value is listed twice)");
      }
    }
  }

  /**
   * Exact when the training data has at most {@code maxValues} distinct values, hashed otherwise.
   */
  record UpTo(long maxValues) implements Exactness {
    public UpTo {
      if (maxValues < 1) {
        throw new IllegalArgumentException("Invalid maxValues: " + maxValues + " (must be >= 1)");
      }
    }
  }
}
