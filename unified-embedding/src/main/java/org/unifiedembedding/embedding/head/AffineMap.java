/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import static org.unifiedembedding.embedding.head.Workspace.KERNELS;

import org.unifiedembedding.embedding.kernel.Gemm;

/**
 * The matrix products of a layer z = x W + b. W [in, out] is at an offset of the head's weights, b
 * [out] behind it. The bias is left to the layer, which has to pass over z anyway.
 */
final class AffineMap {

  final int in;
  final int out;
  final int biasOffset;
  final Workspace space;
  private final int offset;
  private final Gemm.Floats matrix;
  private final Gemm.Floats input;

  AffineMap(Workspace space, int in, int out, int offset) {
    this.space = space;
    this.in = in;
    this.out = out;
    this.offset = offset;
    this.biasOffset = offset + in * out;
    this.matrix = space.weights(offset, in * out);
    this.input = space.activations(in);
  }

  static int parameters(int in, int out) {
    return Math.addExact(Math.multiplyExact(in, out), out);
  }

  /** Leaves x W [n, out] in the workspace's product. */
  void forward(float[] x, int examples) {
    input.load(0, x, 0, examples * in);
    space.gemm.multiply(examples, out, in, input, matrix, 0, space.product);
  }

  /**
   * Adds the derivatives by W and b to {@code weightGradient} and leaves that by x [n, in] in the
   * workspace's product.
   *
   * @param dz [n, out], for the x of the last forward
   */
  void backward(float[] dz, int examples, float[] weightGradient) {
    int step = Workspace.rowsAtOnce(out);
    for (int row = 0; row < examples; row += step) {
      int end = Math.min(row + step, examples);
      space.slope.load(row * out, dz, row * out, (end - row) * out);
      for (int r = row; r < end; r++) {
        KERNELS.addScaled(weightGradient, biasOffset, 1, dz, r * out, out);
      }
    }
    space.addMatrixGradient(examples, in, out, input, weightGradient, offset);
    space.gemm.multiplyByTransposed(examples, in, out, space.slope, matrix, 0, space.product);
  }
}
