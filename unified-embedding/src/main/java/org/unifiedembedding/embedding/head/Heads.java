/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.kernel.Gemm;

/** Builds heads from their specification. */
public final class Heads {

  private Heads() {}

  /** The head over a feature set's look-ups of {@code width} floats and its numbers. */
  public static Head of(HeadSpec spec, FeatureSet features, int width) {
    return of(spec, InputShape.of(features, width));
  }

  /**
   * The head over inputs of a shape. Throws IllegalArgumentException where the shape does not fit,
   * such as a factorization over features of different widths.
   */
  public static Head of(HeadSpec spec, InputShape shape) {
    if (spec instanceof HeadSpec.Logistic) {
      return new LogisticHead(shape);
    }
    if (spec instanceof HeadSpec.Factorization) {
      return new FactorizationHead(shape);
    }
    if (spec instanceof HeadSpec.DeepCross deepCross) {
      return new DeepCrossHead(shape.inputs(), deepCross, Gemm::best);
    }
    if (spec instanceof HeadSpec.Mlp mlp) {
      // An MLP is a DCN-V2 without cross layers.
      return new DeepCrossHead(
          shape.inputs(),
          new HeadSpec.DeepCross(0, mlp.hidden(), HeadSpec.Structure.STACKED),
          Gemm::best);
    }
    throw new IllegalStateException("No head for " + spec);
  }
}
