/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import static org.unifiedembedding.embedding.head.Workspace.KERNELS;

import org.unifiedembedding.embedding.kernel.Gemm;

/**
 * A full-rank cross layer of DCN-V2 and its memory: y = x0 * z + x with z = x W + b. W [D, D] is at
 * {@code offset} of the head's weights, b [D] behind it.
 */
final class CrossLayer {

  final Gemm.Floats y;
  private final Workspace space;
  private final int width;
  private final int biasOffset;
  private final int offset;
  private final Gemm.Floats matrix;
  private final Gemm.Floats x0;
  private final Gemm.Floats x;
  private final Gemm.Floats z;

  CrossLayer(Workspace space, int width, int offset, Gemm.Floats x0, Gemm.Floats x) {
    this.space = space;
    this.width = width;
    this.offset = offset;
    this.biasOffset = offset + width * width;
    this.matrix = space.weights(offset, width * width);
    this.x0 = x0;
    this.x = x;
    this.z = space.activations(width);
    this.y = space.activations(width);
  }

  static int parameters(int width) {
    return Math.addExact(Math.multiplyExact(width, width), width);
  }

  void forward(float[] weights, int examples) {
    space.gemm.multiply(examples, width, width, x, matrix, 0, z);
    int step = space.stagedRows(width);
    for (int row = 0; row < examples; row += step) {
      int rows = Math.min(step, examples - row);
      int n = rows * width;
      int at = row * width;
      z.store(at, space.a, 0, n);
      x0.store(at, space.b, 0, n);
      x.store(at, space.c, 0, n);
      for (int r = 0; r < rows; r++) {
        KERNELS.addScaled(space.a, r * width, 1, weights, biasOffset, width);
      }
      KERNELS.addProduct(space.c, 0, space.a, 0, space.b, 0, n);
      z.load(at, space.a, 0, n);
      y.load(at, space.c, 0, n);
    }
  }

  /**
   * Turns {@code dy} into the derivative by x, adds the one by x0 to {@code dx0} and those by the
   * weights to {@code weightGradient}; {@code dz} is overwritten.
   */
  void backward(
      int examples, Gemm.Floats dy, Gemm.Floats dz, Gemm.Floats dx0, float[] weightGradient) {
    int step = space.stagedRows(width);
    for (int row = 0; row < examples; row += step) {
      int rows = Math.min(step, examples - row);
      int n = rows * width;
      int at = row * width;
      dy.store(at, space.a, 0, n);
      z.store(at, space.b, 0, n);
      dx0.store(at, space.c, 0, n);
      x0.store(at, space.d, 0, n);
      KERNELS.addProduct(space.c, 0, space.a, 0, space.b, 0, n);
      KERNELS.multiply(space.a, 0, space.a, 0, space.d, 0, n);
      for (int r = 0; r < rows; r++) {
        KERNELS.addScaled(weightGradient, biasOffset, 1, space.a, r * width, width);
      }
      dx0.load(at, space.c, 0, n);
      dz.load(at, space.a, 0, n);
    }
    space.addMatrixGradient(examples, width, width, x, dz, weightGradient, offset);
    space.gemm.multiplyByTransposed(examples, width, width, dz, matrix, 1, dy);
  }
}
