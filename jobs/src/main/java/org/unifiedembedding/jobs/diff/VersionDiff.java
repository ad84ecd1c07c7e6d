/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.diff;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What changed from a version to a later one.
 *
 * @param before what the earlier one was called
 * @param after what the later one was called
 * @param rows null where their geometries differ, so that a row of one is no row of the other
 * @param features drift by feature of both; empty where the later one's data is gone
 * @param metrics of both by name, each of its own run's validation part
 * @param configuration one text for each key, feature, head or geometry that differs
 * @param notes what could not be compared, and why
 */
public record VersionDiff(
    String before,
    String after,
    @Nullable RowChanges rows,
    List<FeatureDrift> features,
    Map<String, Metric> metrics,
    List<String> configuration,
    List<String> notes) {
  public VersionDiff {
    features = List.copyOf(features);
    metrics = Map.copyOf(metrics);
    configuration = List.copyOf(configuration);
    notes = List.copyOf(notes);
  }

  /** A metric of both versions; null where one does not have it. */
  public record Metric(@Nullable Double before, @Nullable Double after) {}
}
