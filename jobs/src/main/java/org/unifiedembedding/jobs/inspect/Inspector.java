/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import java.util.List;
import java.util.Locale;
import org.unifiedembedding.embedding.loader.EmbeddingTable;

/** Looks into a loaded version. */
public final class Inspector {
  private static final int HOT_ROWS = 20;
  private static final int NEIGHBOURS_OF = 5;
  private static final int NEIGHBOURS = 5;

  private Inspector() {}

  /**
   * Inspects a version.
   *
   * @param version what to call it
   * @param values of each feature with look-ups, from the training data, in feature order
   * @param neighbours names of the features whose nearest neighbours are wanted
   */
  public static Inspection inspect(
      String version, EmbeddingTable table, List<ValueCounts> values, List<String> neighbours) {
    List<Lookups> lookups = values.stream().map(v -> Lookups.of(table.layout(), v)).toList();
    return new Inspection(
        version,
        table.layout().kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        table.layout().geometry().rows(),
        table.layout().geometry().width(),
        table.manifest().files().storedRows(),
        new Collisions(lookups).count(),
        RowNorms.of(table),
        WeightAngles.of(table).orElse(null),
        HotRows.of(lookups, HOT_ROWS),
        values.stream()
            .filter(v -> neighbours.contains(v.feature()))
            .flatMap(v -> Neighbours.of(table, v, NEIGHBOURS_OF, NEIGHBOURS).stream())
            .toList());
  }
}
