/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

/**
 * Random first values of weights, the same on every machine: SplitMix64 (G. Steele, D. Lea, C.
 * Flood, Fast splittable pseudorandom number generators, OOPSLA 2014) and StrictMath.
 */
final class FirstValues {

  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  FirstValues(long seed) {
    state = seed;
  }

  /** Uniform in [-bound, bound). */
  void uniform(float[] weights, int offset, int n, double bound) {
    for (int i = 0; i < n; i++) {
      weights[offset + i] = (float) (bound * (2 * next() - 1));
    }
  }

  /** Glorot uniform of a layer from {@code in} to {@code out} (X. Glorot, Y. Bengio, 2010). */
  void glorot(float[] weights, int offset, int in, int out) {
    uniform(weights, offset, in * out, StrictMath.sqrt(6.0 / (in + out)));
  }

  /** Normal with mean 0, drawn again where beyond two deviations. */
  void truncatedNormal(float[] weights, int offset, int n, double deviation) {
    for (int i = 0; i < n; i++) {
      double value;
      do {
        value = normal();
      } while (Math.abs(value) > 2);
      weights[offset + i] = (float) (deviation * value);
    }
  }

  /** Polar method of Marsaglia; its second value is not used. */
  private double normal() {
    while (true) {
      double x = 2 * next() - 1;
      double y = 2 * next() - 1;
      double square = x * x + y * y;
      if (square > 0 && square < 1) {
        return x * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
      }
    }
  }

  /** Uniform in [0, 1), 53 bits. */
  private double next() {
    state += GAMMA;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
  }
}
