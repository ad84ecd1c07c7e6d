/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import static org.unifiedembedding.embedding.head.Workspace.KERNELS;

import org.unifiedembedding.embedding.kernel.Gemm;

/** A part of the logit: w . x with w [width] at {@code offset} of the head's weights. */
record OutputLayer(Workspace space, int width, int offset, Gemm.Floats x) {

  /** Adds to {@code logits}. */
  void forward(float[] weights, int examples, float[] logits) {
    int step = space.stagedRows(width);
    for (int row = 0; row < examples; row += step) {
      int rows = Math.min(step, examples - row);
      x.store(row * width, space.a, 0, rows * width);
      for (int r = 0; r < rows; r++) {
        logits[row + r] += KERNELS.dot(space.a, r * width, weights, offset, width);
      }
    }
  }

  /** Overwrites {@code dx} and adds to {@code weightGradient}. */
  void backward(
      float[] weights,
      int examples,
      float[] logitGradient,
      Gemm.Floats dx,
      float[] weightGradient) {
    int step = space.stagedRows(width);
    for (int row = 0; row < examples; row += step) {
      int rows = Math.min(step, examples - row);
      x.store(row * width, space.a, 0, rows * width);
      for (int r = 0; r < rows; r++) {
        float slope = logitGradient[row + r];
        KERNELS.addScaled(weightGradient, offset, slope, space.a, r * width, width);
        KERNELS.scale(space.b, r * width, slope, weights, offset, width);
      }
      dx.load(row * width, space.b, 0, rows * width);
    }
  }
}
