/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.materialize;

import java.io.Serializable;

/**
 * The values of one feature that are known, cut into slices by their fingerprints. A slice is what
 * is written anew when one of its values changes; it is one file.
 *
 * @param known number of values that are written: all, or the most frequent ones
 * @param distinct number of values in the training data
 * @param slices a power of two
 */
record FeatureSlices(String feature, long known, long distinct, int slices)
    implements Serializable {
  private static final int MAX_SLICES = 1 << 16;

  /**
   * Cuts a feature.
   *
   * @param sliceValues values of a slice, but for a factor of two
   */
  static FeatureSlices of(String feature, long known, long distinct, int sliceValues) {
    int slices = 1;
    while (slices < MAX_SLICES && known > (long) slices * sliceValues) {
      slices <<= 1;
    }
    return new FeatureSlices(feature, known, distinct, slices);
  }

  /** The slice of a value: fingerprints are hashes, so their bits spread values evenly. */
  int slice(long fingerprint) {
    return (int) (fingerprint & slices - 1);
  }

  /** Which values are there, for people. */
  String coverage() {
    return known >= distinct
        ? "all %,d values".formatted(known)
        : "the %,d most frequent of %,d values".formatted(known, distinct);
  }
}
