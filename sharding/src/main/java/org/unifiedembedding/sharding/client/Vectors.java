/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.client;

import org.unifiedembedding.embedding.batch.RowGroups;

/** Whether rows and the array of their vectors fit each other and the shards. */
final class Vectors {
  private Vectors() {}

  static void check(RowGroups rows, float[] vectors, int shards, int stride) {
    if (rows.partition().parts() != shards) {
      throw new IllegalArgumentException(
          "Invalid rows: grouped into "
              + rows.partition().parts()
              + " parts (must be "
              + shards
              + ", the shards)");
    }
    if ((long) rows.count() * stride > vectors.length) {
      throw new IllegalArgumentException(
          "Invalid rows: "
              + rows.count()
              + " of them (must be <= "
              + vectors.length / stride
              + ", what the vectors have room for)");
    }
  }
}
