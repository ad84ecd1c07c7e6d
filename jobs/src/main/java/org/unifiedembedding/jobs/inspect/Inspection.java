/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found in a version.
 *
 * @param version folder of the version
 * @param layout multiplexed, per-feature or collisionless
 * @param rows rows of the table
 * @param width floats of a row
 * @param touchedRows rows that training touched
 * @param features collisions by feature
 * @param norms norms of the touched rows
 * @param angles between the features' weights; null unless the head is logistic
 * @param hotRows the rows with the most traffic, hottest first
 * @param neighbours of some features' frequent values
 */
public record Inspection(
    String version,
    String layout,
    long rows,
    int width,
    long touchedRows,
    List<FeatureCollisions> features,
    RowNorms norms,
    @Nullable WeightAngles angles,
    List<HotRow> hotRows,
    List<Neighbours> neighbours) {
  public Inspection {
    features = List.copyOf(features);
    hotRows = List.copyOf(hotRows);
    neighbours = List.copyOf(neighbours);
  }

  /** Touched rows by all rows, in [0, 1]. */
  public double touchedShare() {
    return (double) touchedRows / rows;
  }
}
