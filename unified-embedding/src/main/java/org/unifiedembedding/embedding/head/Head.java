/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

/**
 * A differentiable function from the concatenated inputs of an example to one logit. A head is
 * immutable and thread-safe: its weights are one flat vector that the caller owns, its scratch
 * space is a {@link Scratch} of one thread.
 *
 * <p>Shapes: n examples, D inputs, P weights; matrices are row-major.
 */
public interface Head {

  /** Inputs of an example, D. */
  int inputs();

  /** Number of weights, P. */
  int parameters();

  /**
   * Examples per call at which this head is fastest; callers may cut a batch into blocks of this
   * size.
   */
  int preferredBlock();

  /** Fills {@code weights} [P] with their first values, a pure function of the seed. */
  void initialise(float[] weights, long seed);

  /** Scratch space for blocks of at most {@code maxExamples}. */
  Scratch scratch(int maxExamples);

  /** Computes {@code logits} [n] of {@code inputs} [n, D]. */
  void forward(float[] weights, float[] inputs, int examples, float[] logits, Scratch scratch);

  /**
   * Goes back through the forward pass that was the last call with {@code scratch}: overwrites
   * {@code inputGradient} [n, D] and ADDS to {@code weightGradient} [P].
   *
   * @param logitGradient [n], derivative of the summed loss by each logit
   */
  void backward(
      float[] weights,
      float[] inputs,
      int examples,
      float[] logitGradient,
      float[] inputGradient,
      float[] weightGradient,
      Scratch scratch);

  /** Scratch space of one thread; each head has its own kind. */
  interface Scratch {}
}
