/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.synthetic;

/**
 * A stream of pseudo-random numbers that is a pure function of its key: SplitMix64 (Steele, Lea,
 * Flood: Fast splittable pseudorandom number generators, OOPSLA 2014). Its own code and strict
 * mathematics, so that no JDK can change a published data set.
 */
final class ClickLogRandom {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  private ClickLogRandom(long state) {
    this.state = state;
  }

  /** The stream of a named thing in the world of a seed. */
  static ClickLogRandom of(long seed, String name) {
    long state = mix(seed);
    for (int i = 0; i < name.length(); i++) {
      state = mix(state + GOLDEN_GAMMA + name.charAt(i));
    }
    return new ClickLogRandom(state);
  }

  /** The stream of a numbered thing in the world of a seed. */
  static ClickLogRandom of(long seed, long index) {
    return new ClickLogRandom(mix(mix(seed) + GOLDEN_GAMMA * (index + 1)));
  }

  /** Uniform in [0, 1). */
  double uniform() {
    state += GOLDEN_GAMMA;
    return (mix(state) >>> 11) * 0x1.0p-53;
  }

  /** Standard normal (Box and Muller). */
  double normal() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
    return radius * StrictMath.cos(2 * Math.PI * uniform());
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
