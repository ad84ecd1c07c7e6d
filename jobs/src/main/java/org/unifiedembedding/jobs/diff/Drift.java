/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.diff;

import java.util.List;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.inspect.PreparedValues;
import org.unifiedembedding.jobs.inspect.ValueCounts;
import org.unifiedembedding.jobs.lake.VersionFolder;

/** Measures how far vectors moved between two versions. */
public final class Drift {
  private Drift() {}

  /**
   * The drift of each feature that both embed, over the most frequent values of the data that the
   * later version was trained on; in the later one's order of features.
   *
   * @param values most values of a feature that are compared
   * @throws org.unifiedembedding.embedding.error.UnifiedEmbeddingException BAD_INPUT where that
   *     data is gone
   */
  public static List<FeatureDrift> between(
      VerbContext context, VersionFolder before, VersionFolder after, int values) {
    return before.opened(
        was ->
            after.opened(
                is ->
                    between(
                        was,
                        is,
                        PreparedValues.of(
                            context.spark(),
                            is.manifest().training().dataPath(),
                            is.layout().features()),
                        values)));
  }

  static List<FeatureDrift> between(
      EmbeddingTable before, EmbeddingTable after, List<ValueCounts> counts, int values) {
    List<String> names = before.layout().features().embedded().stream().map(Feature::name).toList();
    return counts.stream()
        .filter(feature -> names.contains(feature.feature()))
        .map(feature -> FeatureDrift.of(before, after, feature, values))
        .toList();
  }
}
