/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import java.io.Serializable;

/**
 * Consecutive rows of the table.
 *
 * @param firstRow at least 0
 * @param rows at least 1
 */
public record RowRange(long firstRow, long rows) implements Serializable {
  public RowRange {
    if (firstRow < 0 || rows < 1) {
      throw new IllegalArgumentException(
          "Invalid range: firstRow "
              + firstRow
              + ", rows "
              + rows
              + " (firstRow must be >= 0, rows >= 1)");
    }
  }

  /** The row behind the last one. */
  public long endRow() {
    return firstRow + rows;
  }
}
