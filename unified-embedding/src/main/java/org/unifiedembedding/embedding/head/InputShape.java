/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import java.util.List;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;

/**
 * How the inputs of an example are laid out: the features' vectors one behind the other, then the
 * numbers.
 *
 * @param featureWidths floats of each feature with look-ups, chunks x width, in order
 * @param numbers numeric features, N
 */
public record InputShape(List<Integer> featureWidths, int numbers) {

  public InputShape {
    featureWidths = List.copyOf(featureWidths);
    if (featureWidths.stream().anyMatch(w -> w < 1) || numbers < 0) {
      throw new IllegalArgumentException(
          "Invalid input shape: widths " + featureWidths + " (must be >= 1), numbers " + numbers);
    }
  }

  /** The shape of a feature set's inputs over a table of rows of {@code width} floats. */
  public static InputShape of(FeatureSet features, int width) {
    return new InputShape(
        features.embedded().stream().map(Feature.Embedded::chunks).map(c -> c * width).toList(),
        features.numeric().size());
  }

  /** Inputs of an example, D. */
  public int inputs() {
    return featureWidths.stream().mapToInt(w -> w).sum() + numbers;
  }
}
