/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import java.io.IOException;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.store.RowBlock;

/** Writes the requests of tasks that list, fill or evaluate a table; see {@link RequestWriter}. */
final class TableRequestWriter {

  /** Shard, reserved, incarnation. */
  static final int ASKER_BYTES = 2 * Integer.BYTES + Long.BYTES;

  private final WireShape shape;

  TableRequestWriter(WireShape shape) {
    this.shape = shape;
  }

  FrameKind kind(Request.OfTable request) {
    if (request instanceof Request.Read) {
      return shape.isHead(request.shard()) ? FrameKind.READ_HEAD : FrameKind.READ;
    }
    if (request instanceof Request.Scan) {
      return FrameKind.SCAN;
    }
    if (request instanceof Request.Load) {
      return FrameKind.LOAD;
    }
    return request instanceof Request.ScanHead ? FrameKind.SCAN_HEAD : FrameKind.LOAD_HEAD;
  }

  long payloadBytes(Request.OfTable request) {
    if (request instanceof Request.Read read) {
      long rows = shape.isHead(read.shard()) ? 0 : read.rows().count();
      return ASKER_BYTES + rows * Integer.BYTES;
    }
    if (request instanceof Request.Scan) {
      return ASKER_BYTES + 4L * Integer.BYTES;
    }
    if (request instanceof Request.Load load) {
      return ASKER_BYTES + load.rows().count() * shape.stateRowBytes();
    }
    return request instanceof Request.LoadHead ? ASKER_BYTES + shape.headStateBytes() : ASKER_BYTES;
  }

  /** Appends the payload. */
  void write(FrameOutput out, Request.OfTable request) throws IOException {
    out.putInt(request.shard());
    out.putInt(0);
    out.putLong(request.incarnation());
    if (request instanceof Request.Read read && !shape.isHead(read.shard())) {
      RowBlock rows = read.rows();
      out.putInts(rows.rows(), rows.from(), rows.count());
    } else if (request instanceof Request.Scan scan) {
      out.putInt(SelectionCodes.code(scan.selection()));
      out.putInt(scan.from());
      out.putInt(scan.to());
      out.putInt(scan.room().count());
    } else if (request instanceof Request.Load load) {
      out.putStates(shape, load.rows());
    } else if (request instanceof Request.LoadHead load) {
      out.putHeadState(shape, load.head());
    }
  }
}
