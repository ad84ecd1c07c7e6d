/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

/**
 * The few loops over short float vectors that everything else is made of; one scalar and one SIMD
 * form. Thread-safe.
 */
public interface VectorKernels {

  /** Name that goes into a manifest, since sums may differ in the last bits between kernels. */
  String name();

  /** y[yOffset + i] += a * x[xOffset + i] for i in [0, n). */
  void addScaled(float[] y, int yOffset, float a, float[] x, int xOffset, int n);

  /** Sum of x[xOffset + i] * y[yOffset + i]. */
  float dot(float[] x, int xOffset, float[] y, int yOffset, int n);

  /** The kernels of this JVM: SIMD when it was started with --add-modules=jdk.incubator.vector. */
  static VectorKernels best() {
    return BestKernels.VECTORS;
  }
}
