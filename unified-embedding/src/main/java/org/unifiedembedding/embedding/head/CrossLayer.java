/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import static org.unifiedembedding.embedding.head.Workspace.KERNELS;

/**
 * A full-rank cross layer of DCN-V2 with its memory: y = x0 * z + x, z = x W + b, all [n, D]. Its
 * weights are W [D, D], then b [D].
 */
final class CrossLayer {

  private final AffineMap map;
  private final int width;
  private final float[] z;
  private final float[] y;

  CrossLayer(Workspace space, int width, int offset) {
    this.map = new AffineMap(space, width, width, offset);
    this.width = width;
    this.z = new float[Math.multiplyExact(space.maxExamples, width)];
    this.y = new float[z.length];
  }

  /** The output y; it stays valid until the next call. */
  float[] forward(float[] weights, float[] x0, float[] x, int examples) {
    map.forward(x, examples);
    int step = Workspace.rowsAtOnce(width);
    for (int row = 0; row < examples; row += step) {
      int end = Math.min(row + step, examples);
      int at = row * width;
      int n = (end - row) * width;
      map.space.product.store(at, z, at, n);
      for (int r = row; r < end; r++) {
        KERNELS.addScaled(z, r * width, 1, weights, map.biasOffset, width);
      }
      System.arraycopy(x, at, y, at, n);
      KERNELS.addProduct(y, at, x0, at, z, at, n);
    }
    return y;
  }

  /**
   * Turns {@code dy}, the derivative by y, into the one by x; adds the one by x0 to {@code dx0} and
   * those by the weights to {@code weightGradient}.
   *
   * @param dz overwritten
   */
  void backward(
      float[] x0, int examples, float[] dy, float[] dz, float[] dx0, float[] weightGradient) {
    int step = Workspace.rowsAtOnce(width);
    for (int row = 0; row < examples; row += step) {
      int at = row * width;
      int n = Math.min(step, examples - row) * width;
      KERNELS.addProduct(dx0, at, dy, at, z, at, n);
      KERNELS.multiply(dz, at, dy, at, x0, at, n);
    }
    map.backward(dz, examples, weightGradient);
    map.space.addProduct(examples * width, dy);
  }
}
