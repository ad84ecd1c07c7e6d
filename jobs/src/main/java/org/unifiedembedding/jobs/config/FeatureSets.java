/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import java.util.ArrayList;
import java.util.List;
import org.unifiedembedding.embedding.feature.BucketisedFeature;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.Combiner;
import org.unifiedembedding.embedding.feature.CrossFeature;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.feature.MultiValuedFeature;
import org.unifiedembedding.embedding.feature.NumericFeature;
import org.unifiedembedding.embedding.feature.NumericTransform;
import org.unifiedembedding.jobs.config.RunConfig.FeatureConfig;

/** The features of a configuration. */
public final class FeatureSets {
  private FeatureSets() {}

  /**
   * The features in the order of the configuration; numeric transforms are not fitted yet (mean 0,
   * deviation 1).
   *
   * @throws org.unifiedembedding.embedding.error.UnifiedEmbeddingException USAGE when a feature is
   *     defined twice, names a feature that is not there, or has a value out of range
   */
  public static FeatureSet of(RunConfig config) {
    List<Feature> features = new ArrayList<>();
    for (int i = 0; i < config.features().size(); i++) {
      try {
        features.add(feature(config.features().get(i), config));
      } catch (IllegalArgumentException e) {
        throw ConfigErrors.invalid(
            "features[" + i + "]", config.features().get(i).name(), String.valueOf(e.getMessage()));
      }
    }
    try {
      FeatureSet set = new FeatureSet(features);
      set.embedded().forEach(f -> checkHashName(f, set));
      return set;
    } catch (IllegalArgumentException e) {
      throw ConfigErrors.invalid("features", names(features), String.valueOf(e.getMessage()));
    }
  }

  private static List<String> names(List<Feature> features) {
    return features.stream().map(Feature::name).toList();
  }

  private static Feature feature(FeatureConfig f, RunConfig config) {
    int chunks = f.chunks() == 0 ? config.table().chunks() : f.chunks();
    String hash = f.hashAs().isEmpty() ? f.name() : f.hashAs();
    Exactness exactness = exactness(f, config.table().exactUpTo());
    return switch (f.type()) {
      case "categorical" -> new CategoricalFeature(f.name(), chunks, hash, exactness);
      case "multi-valued" ->
          new MultiValuedFeature(f.name(), chunks, hash, exactness, combiner(f.combiner()));
      case "bucketised" -> new BucketisedFeature(f.name(), chunks, hash, exactness, f.boundaries());
      case "cross" -> new CrossFeature(f.name(), chunks, hash, exactness, f.parts());
      case "numeric" -> new NumericFeature(f.name(), transform(f));
      default ->
          throw new IllegalArgumentException(
              "Invalid type: '"
                  + f.type()
                  + "' (must be categorical, multi-valued, numeric, bucketised or cross)");
    };
  }

  private static Exactness exactness(FeatureConfig f, long defaultUpTo) {
    if (!f.exact().isEmpty()) {
      return new Exactness.Listed(f.exact());
    }
    long upTo = f.exactUpTo() == -1 ? defaultUpTo : f.exactUpTo();
    return upTo == 0 ? new Exactness.Hashed() : new Exactness.UpTo(upTo);
  }

  private static Combiner combiner(String text) {
    return switch (text) {
      case "sum" -> Combiner.SUM;
      case "mean" -> Combiner.MEAN;
      case "sqrt-n" -> Combiner.SQRT_N;
      default ->
          throw new IllegalArgumentException(
              "Invalid combiner: '" + text + "' (must be sum, mean or sqrt-n)");
    };
  }

  private static NumericTransform transform(FeatureConfig f) {
    if (f.clip().size() != 0 && f.clip().size() != 2) {
      throw new IllegalArgumentException(
          "Invalid clip: " + f.clip() + " (must be [minimum, maximum])");
    }
    boolean clipped = !f.clip().isEmpty();
    return new NumericTransform(
        clipped ? f.clip().get(0) : null,
        clipped ? f.clip().get(1) : null,
        f.log().isEmpty() ? null : Double.valueOf(f.log()),
        f.standardise(),
        0,
        1,
        f.missing());
  }

  private static void checkHashName(Feature.Embedded feature, FeatureSet set) {
    if (feature.hashName().equals(feature.name())) {
      return;
    }
    boolean own =
        set.embedded().stream()
            .anyMatch(f -> f.name().equals(feature.hashName()) && f.hashName().equals(f.name()));
    if (!own) {
      throw new IllegalArgumentException(
          "Invalid hash-as of feature '"
              + feature.name()
              + "': '"
              + feature.hashName()
              + "' (must name a feature with look-ups and a hash of its own)");
    }
  }
}
