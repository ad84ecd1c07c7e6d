/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.FeatureAddress;

/** Collisions that the formulas of {@link FeatureCollisions} expect, and those that are there. */
final class Collisions {
  private final List<Lookups> features;
  private final double hashedLookups;
  private final double traffic;
  private final @Nullable RowCounts all;

  Collisions(List<Lookups> features) {
    this.features = features;
    hashedLookups = features.stream().filter(Lookups::hashed).mapToDouble(Lookups::total).sum();
    traffic = features.stream().mapToDouble(Collisions::traffic).sum();
    boolean complete = features.stream().allMatch(lookups -> lookups.values().complete());
    all = complete ? allRows() : null;
  }

  List<FeatureCollisions> count() {
    return features.stream().map(this::count).toList();
  }

  private FeatureCollisions count(Lookups lookups) {
    boolean complete = lookups.values().complete();
    RowCounts own = complete ? RowCounts.of(lookups.rows()) : null;
    Double observedSame = null;
    Double observedOther = null;
    if (own != null && lookups.rows().length > 0) {
      double size = lookups.rows().length;
      observedSame = own.meetings(own) / size - 1;
      observedOther = all == null ? null : own.meetings(all) / size - 1 - observedSame;
    }
    return new FeatureCollisions(
        lookups.values().feature(),
        kind(lookups.address()),
        lookups.address().chunks(),
        lookups.values().distinct(),
        traffic == 0 ? 0 : traffic(lookups) / traffic,
        expectedSame(lookups),
        expectedOther(lookups),
        observedSame,
        observedOther,
        own == null ? null : (long) own.size(),
        complete ? lookups.addresses() : null);
  }

  private static double expectedSame(Lookups lookups) {
    double others = Math.max(0, lookups.total() - 1);
    FeatureAddress address = lookups.address();
    if (address instanceof FeatureAddress.Multiplexed multiplexed) {
      return others / multiplexed.geometry().hashedRows();
    }
    return address instanceof FeatureAddress.Ranged ranged ? others / ranged.rows() : 0;
  }

  private double expectedOther(Lookups lookups) {
    return lookups.address() instanceof FeatureAddress.Multiplexed multiplexed
        ? (hashedLookups - lookups.total()) / multiplexed.geometry().hashedRows()
        : 0;
  }

  private static double traffic(Lookups lookups) {
    return (double) lookups.values().occurrences() * lookups.address().chunks();
  }

  private RowCounts allRows() {
    int size = Math.toIntExact(features.stream().mapToLong(f -> f.rows().length).sum());
    long[] rows = new long[size];
    int at = 0;
    for (Lookups lookups : features) {
      System.arraycopy(lookups.rows(), 0, rows, at, lookups.rows().length);
      at += lookups.rows().length;
    }
    return RowCounts.of(rows);
  }

  private static String kind(FeatureAddress address) {
    if (address instanceof FeatureAddress.Exact) {
      return "exact";
    }
    return address instanceof FeatureAddress.Ranged ? "per-feature" : "multiplexed";
  }
}
