/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import static org.unifiedembedding.embedding.head.Workspace.KERNELS;

import org.unifiedembedding.embedding.kernel.Gemm;

/**
 * A dense layer with a rectifier and its memory: y = max(0, x W + b). W [in, out] is at {@code
 * offset} of the head's weights, b [out] behind it.
 */
final class DenseLayer {

  final Gemm.Floats y;
  final int out;
  private final Workspace space;
  private final int in;
  private final int offset;
  private final int biasOffset;
  private final Gemm.Floats matrix;
  private final Gemm.Floats x;

  DenseLayer(Workspace space, int in, int out, int offset, Gemm.Floats x) {
    this.space = space;
    this.in = in;
    this.out = out;
    this.offset = offset;
    this.biasOffset = offset + in * out;
    this.matrix = space.weights(offset, in * out);
    this.x = x;
    this.y = space.activations(out);
  }

  static int parameters(int in, int out) {
    return Math.addExact(Math.multiplyExact(in, out), out);
  }

  void forward(float[] weights, int examples) {
    space.gemm.multiply(examples, out, in, x, matrix, 0, y);
    int step = space.stagedRows(out);
    for (int row = 0; row < examples; row += step) {
      int rows = Math.min(step, examples - row);
      y.store(row * out, space.a, 0, rows * out);
      for (int r = 0; r < rows; r++) {
        KERNELS.addThenRectify(space.a, r * out, weights, biasOffset, out);
      }
      y.load(row * out, space.a, 0, rows * out);
    }
  }

  /**
   * Sets {@code dx} to {@code beta * dx} plus the derivative by x and adds those by the weights to
   * {@code weightGradient}; {@code dy} is overwritten.
   */
  void backward(int examples, Gemm.Floats dy, float beta, Gemm.Floats dx, float[] weightGradient) {
    int step = space.stagedRows(out);
    for (int row = 0; row < examples; row += step) {
      int rows = Math.min(step, examples - row);
      int n = rows * out;
      dy.store(row * out, space.a, 0, n);
      y.store(row * out, space.b, 0, n);
      KERNELS.keepWherePositive(space.a, 0, space.b, 0, n);
      for (int r = 0; r < rows; r++) {
        KERNELS.addScaled(weightGradient, biasOffset, 1, space.a, r * out, out);
      }
      dy.load(row * out, space.a, 0, n);
    }
    space.addMatrixGradient(examples, in, out, x, dy, weightGradient, offset);
    space.gemm.multiplyByTransposed(examples, in, out, dy, matrix, beta, dx);
  }
}
