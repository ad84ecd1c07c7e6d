/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.feature;

/** How the vectors of a multi-valued feature are pooled; an empty list pools to zeros. */
public enum Combiner {
  SUM,
  MEAN,
  SQRT_N;

  /** The factor of each of {@code n >= 1} vectors. */
  public float scale(int n) {
    return switch (this) {
      case SUM -> 1f;
      case MEAN -> 1f / n;
      case SQRT_N -> (float) (1 / Math.sqrt(n));
    };
  }
}
