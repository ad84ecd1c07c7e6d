/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import org.unifiedembedding.embedding.kernel.Gemm;
import org.unifiedembedding.embedding.kernel.VectorKernels;

/**
 * What the layers of one scratch share: the weights where matrix products can reach them, and room
 * for the matrices that live no longer than one layer's step. Activations and their gradients are
 * heap arrays; only operands and results of products are copied.
 */
final class Workspace {

  static final VectorKernels KERNELS = VectorKernels.best();

  /**
   * Floats that are handled at once, so that several passes over them stay in the cache: 16 KiB.
   */
  private static final int CACHED_FLOATS = 4096;

  final Gemm gemm;
  final int maxExamples;

  /** Result of the last product, [n, in] or [n, out]. */
  final Gemm.Floats product;

  /** Derivative by a layer's product, [n, out]. */
  final Gemm.Floats slope;

  private final Gemm.Floats weights;
  private final Gemm.Floats matrix;
  private final float[] piece = new float[CACHED_FLOATS];

  Workspace(Gemm gemm, int maxExamples, int parameters, int largestMatrix, int widestRow) {
    this.gemm = gemm;
    this.maxExamples = maxExamples;
    this.weights = gemm.allocate(parameters);
    this.matrix = gemm.allocate(largestMatrix);
    this.product = activations(widestRow);
    this.slope = activations(widestRow);
  }

  /** Room for a matrix [maxExamples, width]. */
  Gemm.Floats activations(int width) {
    return gemm.allocate(Math.multiplyExact(maxExamples, width));
  }

  /** A part of the weights that were last loaded. */
  Gemm.Floats weights(int from, int floats) {
    return weights.slice(from, floats);
  }

  void loadWeights(float[] source) {
    weights.load(0, source, 0, weights.size());
  }

  /** Rows of a width that are handled at once, at least 1. */
  static int rowsAtOnce(int width) {
    return Math.max(1, CACHED_FLOATS / width);
  }

  /** Adds X^T dZ, X [n, in] and dZ [n, out] in {@link #slope}, to {@code target}. */
  void addMatrixGradient(int n, int in, int out, Gemm.Floats x, float[] target, int offset) {
    gemm.transposedMultiply(in, out, n, x, slope, 0, matrix);
    add(matrix, in * out, target, offset);
  }

  /** Adds the first {@code n} floats of {@link #product} to {@code target}. */
  void addProduct(int n, float[] target) {
    add(product, n, target, 0);
  }

  private void add(Gemm.Floats source, int n, float[] target, int offset) {
    for (int i = 0; i < n; i += piece.length) {
      int part = Math.min(piece.length, n - i);
      source.store(i, piece, 0, part);
      KERNELS.addScaled(target, offset + i, 1, piece, 0, part);
    }
  }
}
