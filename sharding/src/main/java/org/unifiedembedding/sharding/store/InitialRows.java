/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

/**
 * First values of rows: uniform in [-range, range), a pure function of (seed, row), so that it does
 * not matter when, where or in which order pages come into being.
 *
 * <p>Each row is its own SplitMix64 stream (Steele, Lea and Flood, "Fast splittable pseudorandom
 * number generators", 2014), each draw giving two floats of 24 bits.
 */
final class InitialRows {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;
  private static final float UNIT = 0x1p-23f;

  private final int width;
  private final long seed;
  private final float range;

  InitialRows(int width, long seed, float range) {
    this.width = width;
    this.seed = mix(seed + GOLDEN);
    this.range = range;
  }

  /** Fills the weights of one row. */
  void weights(long row, float[] weights, int offset) {
    if (range == 0) {
      return;
    }
    long stream = seed ^ mix(row + GOLDEN);
    for (int i = 0; i < width; i += 2) {
      stream += GOLDEN;
      long draw = mix(stream);
      weights[offset + i] = uniform((int) (draw >>> 40));
      if (i + 1 < width) {
        weights[offset + i + 1] = uniform((int) (draw & 0xffffff));
      }
    }
  }

  private float uniform(int bits) {
    return (bits * UNIT - 1) * range;
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
