/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import java.io.IOException;

/** Takes numbers of rows out of requests and refuses those that a shard does not have. */
final class RowNumbers {
  private final WireShape shape;

  RowNumbers(WireShape shape) {
    this.shape = shape;
  }

  /** Takes rows of a shard into memory. */
  int[] take(FrameInput in, int shard, int count, RequestMemory memory) throws IOException {
    int[] rows = memory.rows(count);
    in.takeInts(rows, count);
    int limit = shape.rowsOfShard()[shard];
    for (int i = 0; i < count; i++) {
      if (rows[i] < 0 || rows[i] >= limit) {
        throw new WireException("row " + rows[i] + " of shard " + shard + " is none of " + limit);
      }
    }
    return rows;
  }

  /** The size of an array for rows whose values a frame must hold. */
  int floats(int count, int floatsPerRow) throws WireException {
    int most = FrameHeader.MAX_PAYLOAD_BYTES / Float.BYTES / floatsPerRow;
    if (count > most) {
      throw new WireException("a request for " + count + " rows (must be <= " + most + ")");
    }
    return count * floatsPerRow;
  }
}
