/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.feature;

/** A list of values an example, pooled chunk by chunk. */
public record MultiValuedFeature(
    String name, int chunks, String hashName, Exactness exactness, Combiner combiner)
    implements Feature.Embedded {
  public MultiValuedFeature {
    FeatureNames.check(name, chunks);
    FeatureNames.check(hashName);
  }
}
