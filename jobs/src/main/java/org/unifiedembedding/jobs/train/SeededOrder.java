/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.SplittableRandom;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.address.RowHash;

/** Orders that are pure functions of the run's seed, a name and numbers. */
final class SeededOrder {
  private SeededOrder() {}

  /**
   * A permutation of 0..n-1 (Fisher and Yates, 1938, on java.util.SplittableRandom, whose sequence
   * is fixed).
   */
  static int[] permutation(int n, long seed, String name, long... numbers) {
    long mixed = RowHash.hash(Fingerprint.of(name), seed);
    for (long number : numbers) {
      mixed = RowHash.hash(number, mixed);
    }
    SplittableRandom random = new SplittableRandom(mixed);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
