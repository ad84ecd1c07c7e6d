/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.head.HeadSpec;
import org.unifiedembedding.embedding.loader.EmbeddingTable;

/**
 * Angles in degrees between the features' blocks of a logistic head's weights. What other features
 * write into a shared row vanishes at read-out when the blocks are orthogonal, so training drives
 * them apart from 0 degrees at the start (Coleman et al., Unified Embedding, NeurIPS 2023, section
 * 4). Of blocks of different widths the common first floats are compared: these started equal.
 *
 * @param mean over all pairs of features
 * @param minimum smallest angle
 * @param maximum largest angle
 */
public record WeightAngles(double mean, double minimum, double maximum) {

  /** The angles of a version; empty for another head or a single feature. */
  static Optional<WeightAngles> of(EmbeddingTable table) {
    return table.manifest().head() instanceof HeadSpec.Logistic
        ? of(table.layout(), table.headWeights())
        : Optional.empty();
  }

  /** The angles between the blocks of {@code weights} [slots x width, ...]. */
  static Optional<WeightAngles> of(TableLayout layout, float[] weights) {
    int width = layout.geometry().width();
    List<float[]> blocks = new ArrayList<>();
    for (int f = 0; f < layout.features().embedded().size(); f++) {
      int from = layout.firstSlot(f) * width;
      int to = from + layout.address(f).chunks() * width;
      blocks.add(Arrays.copyOfRange(weights, from, to));
    }
    List<Double> angles = new ArrayList<>();
    for (int f = 0; f < blocks.size(); f++) {
      for (int g = 0; g < f; g++) {
        angles.add(Math.toDegrees(Math.acos(Cosine.of(blocks.get(f), blocks.get(g)))));
      }
    }
    if (angles.isEmpty()) {
      return Optional.empty();
    }
    var statistics = angles.stream().mapToDouble(angle -> angle).summaryStatistics();
    return Optional.of(
        new WeightAngles(statistics.getAverage(), statistics.getMin(), statistics.getMax()));
  }
}
