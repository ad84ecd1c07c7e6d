/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import java.io.Serializable;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;

/**
 * The whole map from (feature, chunk, value) to rows of one table (docs/spec/hash.md). It is a
 * value: a manifest that stores its parts gives it back through {@link #of}. Immutable,
 * thread-safe; travels to Spark tasks.
 */
public final class TableLayout implements Serializable {
  private static final long serialVersionUID = 1L;

  private final FeatureSet features;
  private final LayoutKind kind;
  private final TableGeometry geometry;
  private final Map<String, RowRange> ranges;
  private final Map<String, Vocabulary> vocabularies;
  private final List<Feature.Embedded> embedded;
  private final FeatureAddress[] addresses;
  private final Map<String, Integer> positions;
  private final int[] firstSlots;

  private TableLayout(
      FeatureSet features,
      LayoutKind kind,
      TableGeometry geometry,
      Map<String, RowRange> ranges,
      Map<String, Vocabulary> vocabularies) {
    this.features = features;
    this.kind = kind;
    this.geometry = geometry;
    this.ranges = Collections.unmodifiableMap(new LinkedHashMap<>(ranges));
    this.vocabularies = Collections.unmodifiableMap(new LinkedHashMap<>(vocabularies));
    this.embedded = features.embedded();
    this.addresses = new LayoutParts(features, kind, geometry, ranges, vocabularies).addresses();
    this.positions = new HashMap<>();
    this.firstSlots = new int[embedded.size() + 1];
    for (int i = 0; i < embedded.size(); i++) {
      positions.put(embedded.get(i).name(), i);
      firstSlots[i + 1] = firstSlots[i] + embedded.get(i).chunks();
    }
  }

  /**
   * Decides the layout of a new table within a budget.
   *
   * @param size budget of all rows, hashed and exact; the table may be smaller by less than a row a
   *     bucket
   * @param width floats of a row
   * @param buckets buckets of the hashed region; 0: the largest power of two up to 1024 that leaves
   *     256 rows a bucket
   * @param statistics by feature name; those of hashed features are needed for a size given as a
   *     share and for per-feature ranges only
   * @throws org.unifiedembedding.embedding.error.UnifiedEmbeddingException CAPACITY, where the
   *     budget is too small for the exact features; USAGE, where the values of an exact feature are
   *     not known
   */
  public static TableLayout plan(
      FeatureSet features,
      LayoutKind kind,
      TableSize size,
      int width,
      int buckets,
      Map<String, FeatureStatistics> statistics) {
    return new LayoutPlanner(features, kind, width, statistics).plan(size, buckets);
  }

  /**
   * A layout from its parts, as stored in a manifest.
   *
   * @param ranges of the hashed features where the layout is per-feature, else empty
   * @param vocabularies of the exact features
   * @throws IllegalArgumentException where the parts do not fit together
   */
  public static TableLayout of(
      FeatureSet features,
      LayoutKind kind,
      TableGeometry geometry,
      Map<String, RowRange> ranges,
      Map<String, Vocabulary> vocabularies) {
    return new TableLayout(features, kind, geometry, ranges, vocabularies);
  }

  public FeatureSet features() {
    return features;
  }

  public LayoutKind kind() {
    return kind;
  }

  public TableGeometry geometry() {
    return geometry;
  }

  /**
   * The hashed features' rows by name, in feature order; empty unless the layout is per-feature.
   */
  public Map<String, RowRange> ranges() {
    return ranges;
  }

  /** The exact features' values by name, in feature order. */
  public Map<String, Vocabulary> vocabularies() {
    return vocabularies;
  }

  /**
   * The position of a feature in {@code features().embedded()}.
   *
   * @throws IllegalArgumentException where no feature with look-ups has the name
   */
  public int embedded(String name) {
    Integer position = positions.get(name);
    if (position == null) {
      throw new IllegalArgumentException(
          "Invalid feature: '"
              + name
              + "' (must be one of "
              + embedded.stream().map(Feature::name).toList()
              + ")");
    }
    return position;
  }

  /** How a feature's values become rows: what a batch kernel hoists out of its loop. */
  public FeatureAddress address(int embedded) {
    return addresses[embedded];
  }

  /** The row of a value's chunk. Does not allocate; for many values hoist {@link #address}. */
  public long row(int embedded, int chunk, long fingerprint) {
    FeatureAddress address = addresses[embedded];
    // Type checks on final classes inline where a call through the interface would not.
    if (address instanceof FeatureAddress.Multiplexed multiplexed) {
      return multiplexed.row(chunk, fingerprint);
    }
    if (address instanceof FeatureAddress.Exact exact) {
      return exact.row(chunk, fingerprint);
    }
    return address.row(chunk, fingerprint);
  }

  /**
   * The rows of all chunks of a value, into found[at] and behind: one dispatch and, for an exact
   * feature, one search. Does not allocate.
   */
  public void rows(int embedded, long fingerprint, long[] found, int at) {
    FeatureAddress address = addresses[embedded];
    if (address instanceof FeatureAddress.Multiplexed multiplexed) {
      multiplexed.rows(fingerprint, found, at);
    } else if (address instanceof FeatureAddress.Exact exact) {
      exact.rows(fingerprint, found, at);
    } else {
      address.rows(fingerprint, found, at);
    }
  }

  /** Whether a feature's values own rows. */
  public boolean exact(int embedded) {
    return addresses[embedded] instanceof FeatureAddress.Exact;
  }

  /**
   * The first look-up of a feature among all look-ups of an example; {@link #slots} behind the last
   * feature.
   */
  public int firstSlot(int embedded) {
    return firstSlots[embedded];
  }

  /** Look-ups of an example, L. */
  public int slots() {
    return firstSlots[embedded.size()];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TableLayout that
        && features.equals(that.features)
        && kind == that.kind
        && geometry.equals(that.geometry)
        && ranges.equals(that.ranges)
        && vocabularies.equals(that.vocabularies);
  }

  @Override
  public int hashCode() {
    return Objects.hash(features, kind, geometry, ranges, vocabularies);
  }

  @Override
  public String toString() {
    return "TableLayout[" + kind + ", " + geometry + ", exact=" + vocabularies.keySet() + "]";
  }
}
