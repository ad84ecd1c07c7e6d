/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.feature;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The features of a model in their order, which fixes the order of the head's input: all look-ups
 * first (feature by feature, chunk by chunk), then all numbers.
 */
public record FeatureSet(List<Feature> features) implements Serializable {
  public FeatureSet {
    features = List.copyOf(features);
    Set<String> names = new HashSet<>();
    for (Feature feature : features) {
      if (!names.add(feature.name())) {
        throw new IllegalArgumentException(
            "Invalid features: '" + feature.name() + "' is defined twice (rename one of them)");
      }
    }
    for (Feature feature : features) {
      if (feature instanceof CrossFeature cross) {
        checkParts(cross, features);
      }
    }
    if (features.stream().noneMatch(Feature.Embedded.class::isInstance)) {
      throw new IllegalArgumentException(
          "Invalid features: none looks up the table (define at least one categorical feature)");
    }
  }

  private static void checkParts(CrossFeature cross, List<Feature> features) {
    for (String part : cross.parts()) {
      boolean single =
          features.stream()
              .anyMatch(
                  f ->
                      f.name().equals(part)
                          && (f instanceof CategoricalFeature || f instanceof BucketisedFeature));
      if (!single) {
        throw new IllegalArgumentException(
            "Invalid part of cross '"
                + cross.name()
                + "': '"
                + part
                + "' (must name a categorical or bucketised feature)");
      }
    }
  }

  /** The features with look-ups, in order. */
  public List<Feature.Embedded> embedded() {
    return features.stream()
        .filter(Feature.Embedded.class::isInstance)
        .map(Feature.Embedded.class::cast)
        .toList();
  }

  /** The numeric features, in order. */
  public List<NumericFeature> numeric() {
    return features.stream()
        .filter(NumericFeature.class::isInstance)
        .map(NumericFeature.class::cast)
        .toList();
  }

  /** The names of the features whose single fingerprint is stored with each example, in order. */
  public List<String> singleValued() {
    return features.stream()
        .filter(f -> f instanceof CategoricalFeature || f instanceof BucketisedFeature)
        .map(Feature::name)
        .toList();
  }

  /** The names of the features whose list of fingerprints is stored with each example, in order. */
  public List<String> multiValued() {
    return features.stream()
        .filter(MultiValuedFeature.class::isInstance)
        .map(Feature::name)
        .toList();
  }

  /** Look-ups of one example, L: the sum of the chunks. */
  public int slots() {
    return embedded().stream().mapToInt(Feature.Embedded::chunks).sum();
  }

  /** Width of the head's input, D = L * width + numeric features. */
  public int inputs(int width) {
    return slots() * width + numeric().size();
  }
}
