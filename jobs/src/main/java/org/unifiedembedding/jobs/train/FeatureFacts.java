/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.address.Vocabulary;
import org.unifiedembedding.embedding.feature.BucketisedFeature;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.CrossFeature;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.MultiValuedFeature;
import org.unifiedembedding.embedding.feature.NumericFeature;
import org.unifiedembedding.embedding.feature.NumericTransform;

/**
 * What decides which rows or input a value of a feature has, by the keys of the configuration.
 * Fitted means and deviations are left out: they follow the data.
 */
final class FeatureFacts {
  private FeatureFacts() {}

  static Map<String, String> of(Feature feature, TableLayout layout) {
    Map<String, String> facts = new LinkedHashMap<>();
    if (feature instanceof NumericFeature numeric) {
      NumericTransform transform = numeric.transform();
      facts.put("type", "numeric");
      facts.put("clip", "[" + transform.minimum() + ", " + transform.maximum() + "]");
      facts.put("log", String.valueOf(transform.logOffset()));
      facts.put("standardise", String.valueOf(transform.standardise()));
      facts.put("missing", String.valueOf(transform.missing()));
    }
    if (feature instanceof Feature.Embedded embedded) {
      ofType(embedded, facts);
      facts.put("chunks", String.valueOf(embedded.chunks()));
      facts.put("hash-as", embedded.hashName());
      facts.put("exact", exact(layout.vocabularies().get(feature.name())));
    }
    return facts;
  }

  private static void ofType(Feature.Embedded feature, Map<String, String> facts) {
    if (feature instanceof CategoricalFeature) {
      facts.put("type", "categorical");
    } else if (feature instanceof MultiValuedFeature multiValued) {
      facts.put("type", "multi-valued");
      facts.put("combiner", multiValued.combiner().name());
    } else if (feature instanceof BucketisedFeature bucketised) {
      facts.put("type", "bucketised");
      facts.put("boundaries", bucketised.boundaries().toString());
    } else if (feature instanceof CrossFeature cross) {
      facts.put("type", "cross");
      facts.put("parts", cross.parts().toString());
    }
  }

  private static String exact(@Nullable Vocabulary vocabulary) {
    return vocabulary == null ? "no" : vocabulary.size() + " values";
  }
}
