/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import java.io.IOException;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.protocol.Sender;
import org.unifiedembedding.sharding.store.RowBlock;

/**
 * Reads requests out of frames and refuses what no worker would send, so that a shard never meets a
 * worker, a row or a length that it does not have.
 */
public final class RequestReader {
  private final WireShape shape;
  private final ValueFormat format;

  public RequestReader(WireShape shape, ValueFormat format) {
    this.shape = shape;
    this.format = format;
  }

  /** Reads the whole payload of a request's frame into memory. */
  public Request read(FrameInput in, FrameHeader header, RequestMemory memory) throws IOException {
    if (header.length() < RequestWriter.SENDER_BYTES) {
      header.require(RequestWriter.SENDER_BYTES);
    }
    int shard = in.takeInt();
    Sender sender = sender(in);
    if (!fits(header.kind(), shard)) {
      throw new WireException("a frame of kind " + header.kind() + " is for shard " + shard);
    }
    return switch (header.kind()) {
      case HELLO -> {
        header.require(RequestWriter.SENDER_BYTES);
        yield new Request.Hello(shard, sender);
      }
      case PULL, PULL_HEAD -> pull(in, header, shard, sender, memory);
      case PUSH, PUSH_HEAD -> push(in, header, shard, sender, memory);
      case WITHDRAW -> {
        header.require(RequestWriter.SENDER_BYTES + Long.BYTES);
        yield new Request.Withdraw(shard, sender, in.takeLong());
      }
      case PING, ACCEPTED, DUPLICATE, GAP, ROWS, HEAD, BEHIND, REFUSED, PONG ->
          throw new WireException("a frame of kind " + header.kind() + " is no request");
    };
  }

  private boolean fits(FrameKind kind, int shard) {
    boolean head = kind == FrameKind.PULL_HEAD || kind == FrameKind.PUSH_HEAD;
    boolean rows = kind == FrameKind.PULL || kind == FrameKind.PUSH;
    return shard >= (head ? shape.shards() : 0) && shard <= shape.shards() - (rows ? 1 : 0);
  }

  private Sender sender(FrameInput in) throws IOException {
    int worker = in.takeInt();
    int attempt = in.takeInt();
    int reserved = in.takeInt();
    long incarnation = in.takeLong();
    long round = in.takeLong();
    if (worker < 0 || worker >= shape.workers()) {
      throw new WireException("worker " + worker + " is none of " + shape.workers());
    }
    if (attempt < 0 || reserved != 0) {
      throw new WireException("attempt " + attempt + ", reserved " + reserved + " cannot be");
    }
    return new Sender(incarnation, round, worker, attempt);
  }

  private Request pull(
      FrameInput in, FrameHeader header, int shard, Sender sender, RequestMemory memory)
      throws IOException {
    long fixed = RequestWriter.SENDER_BYTES + Long.BYTES;
    int count = shape.isHead(shard) ? 0 : count(header, fixed, Integer.BYTES);
    header.require(fixed + (long) count * Integer.BYTES);
    long step = in.takeLong();
    takeRows(in, shard, count, memory);
    memory.values(floats(count));
    return new Request.Pull(shard, sender, step, memory.block(count));
  }

  private Request push(
      FrameInput in, FrameHeader header, int shard, Sender sender, RequestMemory memory)
      throws IOException {
    long fixed = RequestWriter.SENDER_BYTES + 3L * Long.BYTES;
    long rowBytes = Integer.BYTES + (long) shape.width() * format.bytes();
    int count = shape.isHead(shard) ? 0 : count(header, fixed, rowBytes);
    long headBytes = shape.isHead(shard) ? (long) shape.headParameters() * Float.BYTES : 0;
    header.require(fixed + count * rowBytes + headBytes);
    long sequence = in.takeLong();
    long previous = in.takeLong();
    double weight = in.takeDouble();
    if (previous < 0 || sequence <= previous || !(weight >= 0) || Double.isInfinite(weight)) {
      throw new WireException(
          "a push has sequence " + sequence + " behind " + previous + " and weight " + weight);
    }
    RowBlock block = shape.isHead(shard) ? head(in, memory) : gradients(in, shard, count, memory);
    return new Request.Push(shard, sender, sequence, previous, block, weight);
  }

  private RowBlock head(FrameInput in, RequestMemory memory) throws IOException {
    float[] values = memory.values(shape.headParameters());
    in.takeFloats(values, shape.headParameters());
    return RowBlock.ofHead(values);
  }

  private RowBlock gradients(FrameInput in, int shard, int count, RequestMemory memory)
      throws IOException {
    takeRows(in, shard, count, memory);
    float[] values = memory.values(floats(count));
    in.takeRows(format, values, 0, shape.stride(), count, shape.width());
    return memory.block(count);
  }

  private void takeRows(FrameInput in, int shard, int count, RequestMemory memory)
      throws IOException {
    int[] rows = memory.rows(count);
    in.takeInts(rows, count);
    int limit = shape.isHead(shard) ? 0 : shape.rowsOfShard()[shard];
    for (int i = 0; i < count; i++) {
      if (rows[i] < 0 || rows[i] >= limit) {
        throw new WireException("row " + rows[i] + " of shard " + shard + " is none of " + limit);
      }
    }
  }

  private static int count(FrameHeader header, long fixed, long rowBytes) {
    return (int) Math.max(0, (header.length() - fixed) / rowBytes);
  }

  private int floats(int count) throws WireException {
    long floats = (long) count * shape.stride();
    if (floats > FrameHeader.MAX_PAYLOAD_BYTES / Float.BYTES) {
      throw new WireException(
          "a request for "
              + count
              + " rows (must be <= "
              + FrameHeader.MAX_PAYLOAD_BYTES / Float.BYTES / shape.stride()
              + ")");
    }
    return (int) floats;
  }
}
