/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;

/**
 * Decides which features are exact, how the budget is split between exact and hashed rows, and the
 * buckets. Exact rows are served first; the hashed region gets the rest, rounded down to a multiple
 * of the buckets.
 */
final class LayoutPlanner {
  /** Buckets that are chosen at most; enough for hundreds of shards, few enough to list. */
  private static final long MOST_BUCKETS = 1024;

  /** Rows a bucket has at least where it is chosen, so that rounding loses at most 0.4 %. */
  private static final long LEAST_ROWS_PER_BUCKET = 256;

  private final FeatureSet features;
  private final LayoutKind kind;
  private final int width;
  private final Map<String, FeatureStatistics> statistics;

  LayoutPlanner(
      FeatureSet features, LayoutKind kind, int width, Map<String, FeatureStatistics> statistics) {
    this.features = features;
    this.kind = kind;
    this.width = width;
    this.statistics = statistics;
  }

  TableLayout plan(TableSize size, int buckets) {
    Map<String, Vocabulary> vocabularies = new LinkedHashMap<>();
    List<Feature.Embedded> hashed = new ArrayList<>();
    for (Feature.Embedded feature : features.embedded()) {
      Vocabulary vocabulary = exactValues(feature);
      if (vocabulary == null) {
        hashed.add(feature);
      } else {
        vocabularies.put(feature.name(), vocabulary);
      }
    }
    long exactRows = LayoutParts.exactRows(features, vocabularies);
    long hashedRows = hashedRows(rows(size), exactRows, hashed.size());
    TableGeometry geometry = geometry(hashedRows, exactRows, buckets);
    return TableLayout.of(features, kind, geometry, ranges(hashed, geometry), vocabularies);
  }

  /** The values of an exact feature, null where it is hashed. */
  private @Nullable Vocabulary exactValues(Feature.Embedded feature) {
    if (feature.exactness() instanceof Exactness.Listed listed) {
      return Vocabulary.of(listed.values());
    }
    boolean exact =
        kind == LayoutKind.COLLISIONLESS
            || (feature.exactness() instanceof Exactness.UpTo upTo
                && statistics(feature).distinct() <= upTo.maxValues());
    if (!exact) {
      return null;
    }
    Vocabulary vocabulary = statistics(feature).vocabulary();
    if (vocabulary == null) {
      throw usage(
          "Feature '"
              + feature.name()
              + "' owns a row for each of its "
              + statistics(feature).distinct()
              + " values, but the prepared data did not keep them: prepare again with"
              + " prepare.vocabulary = all, or with the feature's exact-up-to as it is now");
    }
    return vocabulary;
  }

  private long rows(TableSize size) {
    if (size instanceof TableSize.Rows rows) {
      return rows.rows();
    }
    if (size instanceof TableSize.Bytes bytes) {
      return bytes.bytes() / ((long) width * Float.BYTES);
    }
    long collisionless = 0;
    for (Feature.Embedded feature : features.embedded()) {
      collisionless += distinct(feature) * feature.chunks();
    }
    // The collisionless table's shared rows of unseen values come on top of its own size.
    long shared = kind == LayoutKind.COLLISIONLESS ? features.slots() : 0;
    return (long) (((TableSize.Share) size).share() * collisionless) + shared;
  }

  /** Values that own rows in the collisionless layout. */
  private long distinct(Feature.Embedded feature) {
    return feature.exactness() instanceof Exactness.Listed listed
        ? listed.values().size()
        : statistics(feature).distinct();
  }

  private long hashedRows(long rows, long exactRows, int hashedFeatures) {
    long leastHashed =
        kind == LayoutKind.PER_FEATURE ? hashedFeatures : Math.min(1, hashedFeatures);
    long needed = exactRows + leastHashed;
    if (rows < needed) {
      throw new UnifiedEmbeddingException(
          ErrorCode.CAPACITY,
          "A table of "
              + rows
              + " rows is too small: exact features own "
              + exactRows
              + " rows and hashed features need at least "
              + leastHashed
              + "; give at least "
              + needed
              + " rows ("
              + needed * width * Float.BYTES
              + " bytes), or make fewer features exact (exact, exact-up-to, table.layout)");
    }
    return hashedFeatures == 0 ? 0 : rows - exactRows;
  }

  private TableGeometry geometry(long hashedRows, long exactRows, int buckets) {
    long rows = hashedRows + exactRows;
    if (hashedRows == 0) {
      long chosen = buckets > 0 ? buckets : chosenBuckets(rows, rows);
      return new TableGeometry(0, rowsPerBucket(rows + chosen - 1, chosen), exactRows, width);
    }
    long chosen = buckets > 0 ? buckets : chosenBuckets(hashedRows, rows);
    return new TableGeometry((int) chosen, rowsPerBucket(hashedRows, chosen), exactRows, width);
  }

  /** A power of two; fewer where many exact rows follow, so that all buckets stay below 2048. */
  private static long chosenBuckets(long hashedRows, long rows) {
    double hashedShare = (double) hashedRows / rows;
    long most =
        Math.min(
            (long) Math.min(MOST_BUCKETS, 2 * MOST_BUCKETS * hashedShare),
            hashedRows / LEAST_ROWS_PER_BUCKET);
    return Long.highestOneBit(Math.max(1, most));
  }

  private static long rowsPerBucket(long rows, long buckets) {
    long rowsPerBucket = rows / buckets;
    if (rowsPerBucket < 1 || rowsPerBucket > Integer.MAX_VALUE) {
      throw usage(
          "table.buckets = "
              + buckets
              + " gives "
              + rowsPerBucket
              + " rows a bucket of "
              + rows
              + " rows, outside [1, 2147483647]: "
              + (rowsPerBucket < 1 ? "lower" : "raise")
              + " table.buckets, or set it to 0");
    }
    return rowsPerBucket;
  }

  private Map<String, RowRange> ranges(List<Feature.Embedded> hashed, TableGeometry geometry) {
    Map<String, RowRange> ranges = new LinkedHashMap<>();
    if (kind != LayoutKind.PER_FEATURE || hashed.isEmpty()) {
      return ranges;
    }
    long[] weights =
        hashed.stream()
            .mapToLong(f -> Math.max(1, statistics(f).distinct()) * f.chunks())
            .toArray();
    long[] rows = Apportionment.of(geometry.hashedRows(), weights);
    long firstRow = 0;
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] > Integer.MAX_VALUE) {
        throw usage(
            "Feature '"
                + hashed.get(i).name()
                + "' gets "
                + rows[i]
                + " rows of its own, but a per-feature range has at most 2147483647: lower the"
                + " budget, or choose table.layout = multiplexed");
      }
      ranges.put(hashed.get(i).name(), new RowRange(firstRow, rows[i]));
      firstRow += rows[i];
    }
    return ranges;
  }

  private FeatureStatistics statistics(Feature.Embedded feature) {
    FeatureStatistics found = statistics.get(feature.name());
    if (found == null) {
      throw usage(
          "The layout needs the number of distinct values of feature '"
              + feature.name()
              + "', but the prepared data has no statistics of it: prepare again with this"
              + " configuration");
    }
    return found;
  }

  private static UnifiedEmbeddingException usage(String message) {
    return new UnifiedEmbeddingException(ErrorCode.USAGE, message);
  }
}
