/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.client;

/** Takes rows one by one. The arrays are used again: to be read before returning. */
@FunctionalInterface
public interface RowSink {

  /**
   * Takes one row.
   *
   * @param weights holds the row's width floats from {@code weightOffset}
   * @param state holds the row's optimizer state from {@code stateOffset}
   */
  void row(long row, float[] weights, int weightOffset, float[] state, int stateOffset);
}
