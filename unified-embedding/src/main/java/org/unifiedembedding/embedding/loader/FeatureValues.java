/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.loader;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.feature.BucketisedFeature;
import org.unifiedembedding.embedding.feature.CrossFeature;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;

/** From a value's text to its fingerprint, by the kind of its feature. */
final class FeatureValues {
  private final Map<String, Feature.Embedded> features = new HashMap<>();

  FeatureValues(FeatureSet set) {
    set.embedded().forEach(feature -> features.put(feature.name(), feature));
  }

  long fingerprint(String name, @Nullable String value) {
    Feature.Embedded feature = feature(name);
    if (feature instanceof CrossFeature cross) {
      throw new IllegalArgumentException(
          "Invalid value of cross '%s': one text (give the values of %s)"
              .formatted(name, cross.parts()));
    }
    if (value == null) {
      return Fingerprint.MISSING;
    }
    return feature instanceof BucketisedFeature bucketised
        ? bucket(bucketised, value)
        : Fingerprint.of(value);
  }

  private static long bucket(BucketisedFeature feature, String value) {
    try {
      double number = Double.parseDouble(value);
      return Double.isNaN(number) ? Fingerprint.MISSING : Fingerprint.of(feature.bucket(number));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Invalid value of bucketised feature '%s': '%s' (must be a number)"
              .formatted(feature.name(), value),
          e);
    }
  }

  long crossed(String name, List<@Nullable String> values) {
    if (!(feature(name) instanceof CrossFeature cross)) {
      throw new IllegalArgumentException("Invalid cross: '" + name + "' (is no cross)");
    }
    if (values.size() != cross.parts().size()) {
      throw new IllegalArgumentException(
          "Invalid values of cross '%s': %s (give one for each of %s)"
              .formatted(name, values, cross.parts()));
    }
    long first = fingerprint(cross.parts().get(0), values.get(0));
    long second = fingerprint(cross.parts().get(1), values.get(1));
    return values.size() == 2
        ? Fingerprint.cross(first, second)
        : Fingerprint.cross(first, second, fingerprint(cross.parts().get(2), values.get(2)));
  }

  private Feature.Embedded feature(String name) {
    Feature.Embedded feature = features.get(name);
    if (feature == null) {
      throw new IllegalArgumentException(
          "Invalid feature: '%s' (must be one of %s)"
              .formatted(name, features.keySet().stream().sorted().toList()));
    }
    return feature;
  }
}
