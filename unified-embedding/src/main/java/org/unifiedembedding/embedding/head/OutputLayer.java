/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import static org.unifiedembedding.embedding.head.Workspace.KERNELS;

/** A part of the logit, w . x with w [width] at {@code offset} of the head's weights. */
record OutputLayer(int width, int offset) {

  /** Adds to {@code logits}. */
  void forward(float[] weights, float[] x, int examples, float[] logits) {
    for (int i = 0; i < examples; i++) {
      logits[i] += KERNELS.dot(x, i * width, weights, offset, width);
    }
  }

  /** Overwrites {@code dx}, the derivative by x. */
  void inputGradient(float[] weights, float[] logitGradient, int examples, float[] dx) {
    for (int i = 0; i < examples; i++) {
      KERNELS.scale(dx, i * width, logitGradient[i], weights, offset, width);
    }
  }

  /** Adds the derivative by w to {@code weightGradient}. */
  void addWeightGradient(float[] x, float[] logitGradient, int examples, float[] weightGradient) {
    for (int i = 0; i < examples; i++) {
      KERNELS.addScaled(weightGradient, offset, logitGradient[i], x, i * width, width);
    }
  }
}
