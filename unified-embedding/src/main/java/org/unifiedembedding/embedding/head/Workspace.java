/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import java.util.Arrays;
import org.unifiedembedding.embedding.kernel.Gemm;
import org.unifiedembedding.embedding.kernel.VectorKernels;

/**
 * What the layers of one scratch share: the weights where matrix products can reach them, room for
 * one gradient matrix, and short heap arrays. Activations live in {@link Gemm.Floats}; element-wise
 * work moves them through the short arrays a few rows at a time, so that the copies stay in the
 * first-level cache.
 */
final class Workspace {

  static final VectorKernels KERNELS = VectorKernels.best();

  /** 16 KiB an array: four of them fit the first-level and second-level caches of any server. */
  private static final int STAGED_FLOATS = 4096;

  final Gemm gemm;
  final int maxExamples;
  final float[] a;
  final float[] b;
  final float[] c;
  final float[] d;
  private final Gemm.Floats weights;
  private final Gemm.Floats matrix;

  Workspace(Gemm gemm, int maxExamples, int parameters, int largestMatrix, int widestRow) {
    this.gemm = gemm;
    this.maxExamples = maxExamples;
    this.weights = gemm.allocate(parameters);
    this.matrix = gemm.allocate(largestMatrix);
    int staged = Math.max(STAGED_FLOATS, widestRow);
    this.a = new float[staged];
    this.b = new float[staged];
    this.c = new float[staged];
    this.d = new float[staged];
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

  /** Rows of a width that fit the short arrays; at least 1. */
  int stagedRows(int width) {
    return a.length / width;
  }

  /** Adds X^T dZ, X [n, in] and dZ [n, out], to {@code target} at {@code offset}. */
  void addMatrixGradient(
      int n, int in, int out, Gemm.Floats x, Gemm.Floats dz, float[] target, int offset) {
    gemm.transposedMultiply(in, out, n, x, dz, 0, matrix);
    add(matrix, in * out, target, offset);
  }

  /** Adds the first {@code n} floats of {@code source} to {@code target} at {@code offset}. */
  void add(Gemm.Floats source, int n, float[] target, int offset) {
    for (int i = 0; i < n; i += a.length) {
      int part = Math.min(a.length, n - i);
      source.store(i, a, 0, part);
      KERNELS.addScaled(target, offset + i, 1, a, 0, part);
    }
  }

  /** Zeroes the first {@code n} floats. */
  void clear(Gemm.Floats target, int n) {
    Arrays.fill(a, 0);
    for (int i = 0; i < n; i += a.length) {
      target.load(i, a, 0, Math.min(a.length, n - i));
    }
  }
}
