/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.unifiedembedding.embedding.kernel.VectorKernels;

/**
 * Eight lanes at a time whatever the CPU offers, so that AVX2 and AVX-512 machines give the same
 * bits.
 */
public final class SimdKernels implements VectorKernels {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;
  private static final int LANES = 8;

  @Override
  public String name() {
    return "simd-256";
  }

  @Override
  public void addScaled(float[] y, int yOffset, float a, float[] x, int xOffset, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector.fromArray(S, x, xOffset + i)
          .fma(FloatVector.broadcast(S, a), FloatVector.fromArray(S, y, yOffset + i))
          .intoArray(y, yOffset + i);
    }
    for (; i < n; i++) {
      y[yOffset + i] = Math.fma(a, x[xOffset + i], y[yOffset + i]);
    }
  }

  @Override
  public float dot(float[] x, int xOffset, float[] y, int yOffset, int n) {
    FloatVector sum = FloatVector.zero(S);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      sum =
          FloatVector.fromArray(S, x, xOffset + i)
              .fma(FloatVector.fromArray(S, y, yOffset + i), sum);
    }
    float total = sum.reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      total += x[xOffset + i] * y[yOffset + i];
    }
    return total;
  }
}
