/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import static org.unifiedembedding.embedding.head.Workspace.KERNELS;

/**
 * A dense layer with a rectifier and its memory: y = max(0, x W + b). Its weights are W [in, out],
 * then b [out].
 */
final class DenseLayer {

  private final AffineMap map;
  private final float[] y;
  private final float[] dy;

  DenseLayer(Workspace space, int in, int out, int offset) {
    this.map = new AffineMap(space, in, out, offset);
    this.y = new float[Math.multiplyExact(space.maxExamples, out)];
    this.dy = new float[y.length];
  }

  int inputs() {
    return map.in;
  }

  /** The output y [n, out]; it stays valid until the next call. */
  float[] forward(float[] weights, float[] x, int examples) {
    map.forward(x, examples);
    int out = map.out;
    int step = Workspace.rowsAtOnce(out);
    for (int row = 0; row < examples; row += step) {
      int end = Math.min(row + step, examples);
      map.space.product.store(row * out, y, row * out, (end - row) * out);
      for (int r = row; r < end; r++) {
        KERNELS.addThenRectify(y, r * out, weights, map.biasOffset, out);
      }
    }
    return y;
  }

  /** Where the layer above leaves the derivative by y [n, out]. */
  float[] outputGradient() {
    return dy;
  }

  /**
   * Adds the derivatives by the weights to {@code weightGradient} and leaves the one by x [n, in]
   * in the workspace's product.
   */
  void backward(int examples, float[] weightGradient) {
    KERNELS.keepWherePositive(dy, 0, y, 0, examples * map.out);
    map.backward(dy, examples, weightGradient);
  }
}
