/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import java.util.Arrays;
import org.unifiedembedding.embedding.address.FeatureAddress;
import org.unifiedembedding.embedding.address.TableLayout;

/**
 * The rows that the values of one feature look up.
 *
 * @param values the feature's values
 * @param address how they become rows
 * @param rows [values, chunks]
 */
record Lookups(ValueCounts values, FeatureAddress address, long[] rows) {

  static Lookups of(TableLayout layout, ValueCounts values) {
    FeatureAddress address = layout.address(layout.embedded(values.feature()));
    int chunks = address.chunks();
    long[] rows = new long[Math.multiplyExact(values.size(), chunks)];
    for (int i = 0; i < values.size(); i++) {
      for (int chunk = 0; chunk < chunks; chunk++) {
        rows[i * chunks + chunk] = address.row(chunk, values.fingerprints()[i]);
      }
    }
    return new Lookups(values, address, rows);
  }

  /** Whether other values can meet in its rows by chance. */
  boolean hashed() {
    return !(address instanceof FeatureAddress.Exact);
  }

  /** Look-ups of all values, known or not. */
  double total() {
    return (double) values.distinct() * address.chunks();
  }

  /** Different combinations of rows; combinations are compared by a 64-bit hash. */
  long addresses() {
    int chunks = address.chunks();
    long[] combinations = new long[values.size()];
    for (int i = 0; i < combinations.length; i++) {
      for (int chunk = 0; chunk < chunks; chunk++) {
        combinations[i] = mix(combinations[i] + rows[i * chunks + chunk] + 1);
      }
    }
    return Arrays.stream(combinations).distinct().count();
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
