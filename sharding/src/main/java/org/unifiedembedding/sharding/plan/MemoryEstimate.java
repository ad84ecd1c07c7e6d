/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.plan;

/**
 * Bytes of heap of the shards of a host once every row has been touched.
 *
 * @param weights of the rows, padded
 * @param state of the row optimizer
 * @param marks which rows are stored and which were touched
 * @param undo images of weights and state, as large as these when a round touches every page
 * @param head the head's weights, state, their undo image and the workers' gradients
 * @param buffers gradients that wait for the other workers of a lockstep
 */
public record MemoryEstimate(
    long weights, long state, long marks, long undo, long head, long buffers) {

  /** Nothing at all. */
  static final MemoryEstimate NONE = new MemoryEstimate(0, 0, 0, 0, 0, 0);

  /** All of it. */
  public long total() {
    return weights + state + marks + undo + head + buffers;
  }

  MemoryEstimate plus(MemoryEstimate other) {
    return new MemoryEstimate(
        weights + other.weights,
        state + other.state,
        marks + other.marks,
        undo + other.undo,
        head + other.head,
        buffers + other.buffers);
  }
}
