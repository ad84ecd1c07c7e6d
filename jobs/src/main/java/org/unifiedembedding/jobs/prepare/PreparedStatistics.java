/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.feature.NumericFeature;
import org.unifiedembedding.jobs.config.RunConfig;

/**
 * What prepare found in the data; stored as statistics.json, whose presence says that the prepared
 * data is complete.
 *
 * @param configuration fingerprint of the settings that the prepared data depends on
 * @param examplesVersion Delta version of the table of units
 * @param schema the columns of the units
 * @param parts counts of train, validation and test
 * @param features statistics over the training part, in the order of the features
 * @param leftOut records that the split left out
 * @param quarantined bad records by reason
 */
public record PreparedStatistics(
    String configuration,
    long examplesVersion,
    ExampleSchema schema,
    Map<String, PartStatistics> parts,
    List<FeatureStatistics> features,
    long leftOut,
    Map<String, Long> quarantined) {

  /**
   * Counts of a part.
   *
   * @param labelMean mean label, each example counting once; 0 without examples
   * @param weightSum sum of the weights
   * @param units number of units, the empty ones included
   */
  public record PartStatistics(long examples, double labelMean, double weightSum, int units) {}

  /**
   * A feature in the training part.
   *
   * @param type as configured: categorical, multi-valued, numeric, bucketised or cross
   * @param sourceType SQL type of the column or expression; empty for a cross
   * @param missing examples without a value
   * @param distinct distinct values, a missing value counting as one; 0 for numeric
   * @param vocabularyKept whether the vocabulary table has all values
   * @param mean of a numeric feature after clip and logarithm, without the missing ones; else 0
   * @param deviation the standard deviation that belongs to the mean; else 0
   * @param topValues the most frequent values, most frequent first
   */
  public record FeatureStatistics(
      String name,
      String type,
      String sourceType,
      long missing,
      long distinct,
      boolean vocabularyKept,
      double mean,
      double deviation,
      List<TopValue> topValues) {
    public FeatureStatistics {
      topValues = List.copyOf(topValues);
    }
  }

  /** A frequent value; the text is null for a missing value and for a cross. */
  public record TopValue(@Nullable String value, long fingerprint, long count) {}

  public PreparedStatistics {
    parts = new TreeMap<>(parts);
    features = List.copyOf(features);
    quarantined = new TreeMap<>(quarantined);
  }

  /** Counts of a part; all 0 where it has no examples. */
  public PartStatistics part(Part part) {
    return parts.getOrDefault(part.text(), new PartStatistics(0, 0, 0, 0));
  }

  /** Statistics of a feature. */
  public FeatureStatistics feature(String name) {
    return features.stream()
        .filter(feature -> feature.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("Invalid feature: '" + name + "'"));
  }

  /**
   * Refuses features that the examples do not have, or have as another type; a cross is made of
   * others and may be new.
   *
   * @throws UnifiedEmbeddingException USAGE
   */
  public void checkTypes(List<RunConfig.FeatureConfig> configured) {
    Map<String, String> prepared =
        features.stream()
            .collect(Collectors.toMap(FeatureStatistics::name, FeatureStatistics::type));
    for (RunConfig.FeatureConfig feature : configured) {
      String type = prepared.get(feature.name());
      if (!feature.type().equals("cross") && !feature.type().equals(type)) {
        throw new UnifiedEmbeddingException(
            ErrorCode.USAGE,
            "Feature '%s' is %s, but the prepared examples %s (prepare again with this configuration, under another run id)"
                .formatted(
                    feature.name(),
                    feature.type(),
                    type == null ? "do not have it" : "have it as " + type));
      }
    }
  }

  /** The same features with the measured mean and deviation in their numeric transforms. */
  public FeatureSet fitted(FeatureSet unfitted) {
    List<Feature> fitted = new ArrayList<>();
    for (Feature feature : unfitted.features()) {
      if (feature instanceof NumericFeature numeric && numeric.transform().standardise()) {
        FeatureStatistics found = feature(numeric.name());
        fitted.add(
            new NumericFeature(
                numeric.name(), numeric.transform().fitted(found.mean(), found.deviation())));
      } else {
        fitted.add(feature);
      }
    }
    return new FeatureSet(fitted);
  }
}
