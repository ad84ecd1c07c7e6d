/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.client;

/** Reads rows as a loader would see them: rows never touched by training are zeros. Thread-safe. */
public interface RowReader {

  /**
   * Reads the vectors of any rows.
   *
   * @param rows row numbers, the first {@code count} entries
   * @param vectors overwritten with [count, stride] floats
   */
  void read(long[] rows, int count, float[] vectors);

  /** A copy of the head's weights [P]. */
  float[] headWeights();
}
