/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

/** The one number that a user sets: the memory budget, in the unit that suits. */
public sealed interface TableSize {

  /** At most so many rows, hashed and exact together. */
  record Rows(long rows) implements TableSize {
    public Rows {
      if (rows < 1) {
        throw new IllegalArgumentException("Invalid rows: " + rows + " (must be >= 1)");
      }
    }
  }

  /** At most so many bytes of weights: rows x width x 4. */
  record Bytes(long bytes) implements TableSize {
    public Bytes {
      if (bytes < 1) {
        throw new IllegalArgumentException("Invalid bytes: " + bytes + " (must be >= 1)");
      }
    }
  }

  /**
   * A share of the collisionless size, which is the sum over the features of distinct values x
   * chunks; may exceed 1.
   */
  record Share(double share) implements TableSize {
    public Share {
      if (!(share > 0) || share > 1e6) {
        throw new IllegalArgumentException("Invalid share: " + share + " (must be in (0, 1e6])");
      }
    }
  }
}
