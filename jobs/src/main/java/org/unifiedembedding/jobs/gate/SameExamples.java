/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.gate;

import java.util.Optional;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.feature.BucketisedFeature;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.CrossFeature;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.feature.MultiValuedFeature;
import org.unifiedembedding.embedding.feature.NumericFeature;

/**
 * Whether one model can be judged on the examples that were prepared for another. Examples hold
 * fingerprints and transformed numbers: what a feature is called and how it was made must agree, or
 * the model would read something else than it was trained on.
 */
final class SameExamples {
  private final FeatureSet prepared;
  private final ExampleSchema schema;

  /**
   * Examples.
   *
   * @param prepared features of the model that they were prepared for
   * @param schema their columns
   */
  SameExamples(FeatureSet prepared, ExampleSchema schema) {
    this.prepared = prepared;
    this.schema = schema;
  }

  /** Why a model with these features cannot be judged; empty: it can. */
  Optional<String> obstacle(FeatureSet model) {
    return model.features().stream()
        .filter(feature -> !(feature instanceof CrossFeature))
        .filter(feature -> !readable(feature))
        .map(
            feature ->
                "its feature '%s' is not in the examples, or was made in another way"
                    .formatted(feature.name()))
        .findFirst();
  }

  private boolean readable(Feature feature) {
    Feature other =
        prepared.features().stream()
            .filter(candidate -> candidate.name().equals(feature.name()))
            .findFirst()
            .orElse(null);
    if (feature instanceof CategoricalFeature) {
      return schema.singleValued().contains(feature.name())
          && !(other instanceof BucketisedFeature);
    }
    if (feature instanceof MultiValuedFeature) {
      return schema.multiValued().contains(feature.name());
    }
    if (feature instanceof BucketisedFeature bucketised) {
      return other instanceof BucketisedFeature same
          && same.boundaries().equals(bucketised.boundaries());
    }
    return feature instanceof NumericFeature numeric
        && other instanceof NumericFeature same
        && numeric.transform().equals(same.transform());
  }
}
