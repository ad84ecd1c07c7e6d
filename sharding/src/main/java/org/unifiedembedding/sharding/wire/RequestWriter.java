/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import java.io.IOException;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.protocol.Sender;
import org.unifiedembedding.sharding.store.RowBlock;

/** Writes requests as frames, the values straight from the requests' arrays. */
public final class RequestWriter {

  /** Shard, worker, attempt, reserved, incarnation, round. */
  static final int SENDER_BYTES = 4 * Integer.BYTES + 2 * Long.BYTES;

  private final WireShape shape;
  private final ValueFormat format;
  private final TableRequestWriter table;

  public RequestWriter(WireShape shape, ValueFormat format) {
    this.shape = shape;
    this.format = format;
    table = new TableRequestWriter(shape);
  }

  /** Bytes of a request's frame. */
  public long frameBytes(Request request) {
    return FrameHeader.BYTES + payloadBytes(request);
  }

  /** Appends a request; the caller flushes. */
  public void write(FrameOutput out, long id, Request request) throws IOException {
    FrameHeader.write(out, kind(request), payloadBytes(request), id);
    if (request instanceof Request.OfTable ofTable) {
      table.write(out, ofTable);
    } else if (request instanceof Request.OfWorker ofWorker) {
      writeSender(out, ofWorker);
      writeRest(out, ofWorker);
    }
  }

  private static void writeSender(FrameOutput out, Request.OfWorker request) throws IOException {
    Sender sender = request.sender();
    out.putInt(request.shard());
    out.putInt(sender.worker());
    out.putInt(sender.attempt());
    out.putInt(0);
    out.putLong(sender.incarnation());
    out.putLong(sender.round());
  }

  private void writeRest(FrameOutput out, Request.OfWorker request) throws IOException {
    if (request instanceof Request.Pull pull) {
      out.putLong(pull.step());
      if (!shape.isHead(pull.shard())) {
        out.putInts(pull.rows().rows(), pull.rows().from(), pull.rows().count());
      }
    } else if (request instanceof Request.Push push) {
      writePush(out, push);
    } else if (request instanceof Request.Withdraw withdraw) {
      out.putLong(withdraw.step());
    }
  }

  /** Writes a frame without payload that keeps a connection alive. */
  public static void writePing(FrameOutput out) throws IOException {
    FrameHeader.write(out, FrameKind.PING, 0, 0);
  }

  private void writePush(FrameOutput out, Request.Push push) throws IOException {
    out.putLong(push.sequence());
    out.putLong(push.previous());
    out.putDouble(push.weight());
    RowBlock block = push.gradients();
    if (shape.isHead(push.shard())) {
      out.putFloats(block.values(), shape.headParameters());
    } else {
      out.putInts(block.rows(), block.from(), block.count());
      int offset = block.from() * shape.stride();
      out.putRows(format, block.values(), offset, shape.stride(), block.count(), shape.width());
    }
  }

  private FrameKind kind(Request request) {
    if (request instanceof Request.OfTable ofTable) {
      return table.kind(ofTable);
    }
    boolean head = shape.isHead(request.shard());
    if (request instanceof Request.Pull) {
      return head ? FrameKind.PULL_HEAD : FrameKind.PULL;
    }
    if (request instanceof Request.Push) {
      return head ? FrameKind.PUSH_HEAD : FrameKind.PUSH;
    }
    return request instanceof Request.Hello ? FrameKind.HELLO : FrameKind.WITHDRAW;
  }

  private long payloadBytes(Request request) {
    if (request instanceof Request.OfTable ofTable) {
      return table.payloadBytes(ofTable);
    }
    boolean head = shape.isHead(request.shard());
    if (request instanceof Request.Pull pull) {
      long rows = head ? 0 : pull.rows().count();
      return SENDER_BYTES + Long.BYTES + rows * Integer.BYTES;
    }
    if (request instanceof Request.Push push) {
      long rowBytes = Integer.BYTES + (long) shape.width() * format.bytes();
      long values =
          head ? (long) shape.headParameters() * Float.BYTES : push.gradients().count() * rowBytes;
      return SENDER_BYTES + 3L * Long.BYTES + values;
    }
    return request instanceof Request.Withdraw ? SENDER_BYTES + (long) Long.BYTES : SENDER_BYTES;
  }
}
