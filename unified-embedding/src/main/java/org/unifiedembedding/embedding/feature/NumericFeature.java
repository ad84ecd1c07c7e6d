/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.feature;

/** A number that enters the head beside the embeddings. */
public record NumericFeature(String name, NumericTransform transform) implements Feature {
  public NumericFeature {
    FeatureNames.check(name);
  }
}
