/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.head.HeadSpec;

/** The head of a configuration. */
public final class HeadSpecs {
  private HeadSpecs() {}

  /**
   * The head with its sizes, as section {@code head} says.
   *
   * @throws org.unifiedembedding.embedding.error.UnifiedEmbeddingException USAGE when the head does
   *     not fit the features
   */
  public static HeadSpec of(RunConfig config) {
    RunConfig.Head head = config.head();
    return switch (head.type()) {
      case "logistic" -> new HeadSpec.Logistic();
      case "factorization" -> factorization(config);
      case "deep-cross" ->
          new HeadSpec.DeepCross(
              head.crossLayers(),
              head.hidden(),
              HeadSpec.Structure.valueOf(head.structure().toUpperCase(Locale.ROOT)));
      case "mlp" -> new HeadSpec.Mlp(head.hidden());
      default -> throw new IllegalArgumentException("Invalid head type: " + head.type());
    };
  }

  /** Its products need vectors of one width, chunks x width, of all features. */
  private static HeadSpec factorization(RunConfig config) {
    Map<Integer, List<String>> features =
        FeatureSets.of(config).embedded().stream()
            .collect(
                Collectors.groupingBy(
                    Feature.Embedded::chunks,
                    TreeMap::new,
                    Collectors.mapping(Feature::name, Collectors.toList())));
    if (features.size() > 1) {
      throw ConfigErrors.invalid(
          "head.type",
          "factorization",
          "the vectors of all features must be equally wide, but the features by chunks are "
              + features
              + "; give them the same chunks, or choose another head");
    }
    return new HeadSpec.Factorization();
  }
}
