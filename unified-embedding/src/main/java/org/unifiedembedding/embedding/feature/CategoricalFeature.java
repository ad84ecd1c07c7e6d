/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.feature;

/** One value an example; a missing value is a value of its own. */
public record CategoricalFeature(String name, int chunks, String hashName, Exactness exactness)
    implements Feature.Embedded {
  public CategoricalFeature {
    FeatureNames.check(name, chunks);
    FeatureNames.check(hashName);
  }
}
