/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;

/** The stored parts of a layout, checked against each other and joined to one address a feature. */
record LayoutParts(
    FeatureSet features,
    LayoutKind kind,
    TableGeometry geometry,
    Map<String, RowRange> ranges,
    Map<String, Vocabulary> vocabularies) {

  /** Rows that the exact features own. */
  static long exactRows(FeatureSet features, Map<String, Vocabulary> vocabularies) {
    long rows = 0;
    for (Feature.Embedded feature : features.embedded()) {
      Vocabulary vocabulary = vocabularies.get(feature.name());
      rows += vocabulary == null ? 0 : (vocabulary.size() + 1L) * feature.chunks();
    }
    return rows;
  }

  /** The addresses in the order of the embedded features. */
  FeatureAddress[] addresses() {
    checkNames();
    checkRanges();
    long exactRows = exactRows(features, vocabularies);
    check(
        geometry.exactRows() == exactRows,
        "geometry: " + geometry.exactRows() + " exact rows",
        "must be the " + exactRows + " of the vocabularies");
    List<FeatureAddress> addresses = new ArrayList<>();
    long firstRow = geometry.hashedRows();
    for (Feature.Embedded feature : features.embedded()) {
      Vocabulary vocabulary = vocabularies.get(feature.name());
      if (vocabulary == null) {
        addresses.add(hashed(feature));
      } else {
        var exact = new FeatureAddress.Exact(feature.chunks(), vocabulary, firstRow);
        addresses.add(exact);
        firstRow += exact.rows();
      }
    }
    return addresses.toArray(FeatureAddress[]::new);
  }

  private FeatureAddress hashed(Feature.Embedded feature) {
    long[] seeds =
        IntStream.range(0, feature.chunks())
            .mapToLong(chunk -> RowHash.seed(feature.hashName(), chunk))
            .toArray();
    RowRange range = ranges.get(feature.name());
    return range == null
        ? new FeatureAddress.Multiplexed(seeds, geometry)
        : new FeatureAddress.Ranged(seeds, range.firstRow(), range.rows());
  }

  private void checkNames() {
    List<String> names = features.embedded().stream().map(Feature::name).toList();
    for (String name : vocabularies.keySet()) {
      check(names.contains(name), "vocabulary of '" + name + "'", "must be one of " + names);
    }
    for (String name : names) {
      boolean exact = vocabularies.containsKey(name);
      check(
          exact || (kind != LayoutKind.COLLISIONLESS && geometry.buckets() > 0),
          "feature '" + name + "': no vocabulary",
          "must be exact in a table without hashed rows");
      check(
          ranges.containsKey(name) == (!exact && kind == LayoutKind.PER_FEATURE),
          "range of feature '" + name + "': " + describe(ranges.get(name)),
          "the hashed features of a per-feature layout have one, no other");
    }
  }

  private void checkRanges() {
    long end = 0;
    for (RowRange range :
        ranges.values().stream().sorted(Comparator.comparingLong(RowRange::firstRow)).toList()) {
      check(
          range.firstRow() >= end
              && range.rows() <= Integer.MAX_VALUE
              && range.endRow() <= geometry.hashedRows(),
          range.toString(),
          "ranges must be disjoint, below 2^31 rows and within " + geometry.hashedRows() + " rows");
      end = range.endRow();
    }
  }

  private static String describe(@Nullable RowRange range) {
    return range == null ? "none" : range.toString();
  }

  private static void check(boolean valid, String value, String bound) {
    if (!valid) {
      throw new IllegalArgumentException("Invalid " + value + " (" + bound + ")");
    }
  }
}
