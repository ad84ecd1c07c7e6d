/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.feature;

import java.io.Serializable;

/**
 * One input of the model, named by the user. The name seeds the hash, so renaming a feature moves
 * all its rows while adding, removing or reordering features moves nothing.
 */
public sealed interface Feature extends Serializable permits Feature.Embedded, NumericFeature {

  /** Unique in its {@link FeatureSet}; never empty, never contains '#'. */
  String name();

  /** A feature that looks rows up in the table. */
  sealed interface Embedded extends Feature
      permits CategoricalFeature, MultiValuedFeature, BucketisedFeature, CrossFeature {

    /** How many rows are looked up and concatenated; at least 1. */
    int chunks();

    /**
     * The name that seeds the hash: its own, or that of a feature over the same ids whose hash it
     * shares.
     */
    String hashName();

    /** Which values own rows of their own. */
    Exactness exactness();
  }
}
