/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.optimizer;

/** Checks of the optimizers' constants. */
final class Bounds {

  /**
   * Weights that optimizers of several passes handle at once: with state and gradient 32 KiB, so
   * that all passes but the first find them in the first-level cache.
   */
  static final int CACHED_FLOATS = 2048;

  private Bounds() {}

  static void positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw invalid(name, value, "finite and > 0");
    }
  }

  static void notNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw invalid(name, value, "finite and >= 0");
    }
  }

  static void decay(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw invalid(name, value, "in [0, 1)");
    }
  }

  private static IllegalArgumentException invalid(String name, double value, String bound) {
    return new IllegalArgumentException(
        "Invalid " + name + ": " + value + " (must be " + bound + ")");
  }
}
