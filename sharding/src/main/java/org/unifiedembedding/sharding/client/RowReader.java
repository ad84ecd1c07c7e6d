/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.client;

import org.unifiedembedding.embedding.batch.RowGroups;

/** Reads rows as a loader would see them: rows never touched by training are zeros. Thread-safe. */
public interface RowReader {

  /**
   * Reads the vectors of rows.
   *
   * @param rows U rows, grouped by the shards' partition
   * @param vectors overwritten with [U, stride] floats
   */
  void read(RowGroups rows, float[] vectors);

  /** A copy of the head's weights [P]. */
  float[] headWeights();
}
