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
  private final RowNumbers numbers;
  private final TableRequestReader table;

  public RequestReader(WireShape shape, ValueFormat format) {
    this.shape = shape;
    this.format = format;
    numbers = new RowNumbers(shape);
    table = new TableRequestReader(shape);
  }

  /** Reads the whole payload of a request's frame into memory. */
  public Request read(FrameInput in, FrameHeader header, RequestMemory memory) throws IOException {
    return switch (header.kind()) {
      case HELLO -> hello(in, header);
      case PULL, PULL_HEAD -> pull(in, header, memory);
      case PUSH, PUSH_HEAD -> push(in, header, memory);
      case WITHDRAW -> withdraw(in, header);
      case READ -> table.read(in, header, memory);
      case READ_HEAD -> table.readHead(in, header, memory);
      case SCAN -> table.scan(in, header, memory);
      case LOAD -> table.load(in, header, memory);
      case SCAN_HEAD -> table.scanHead(in, header);
      case LOAD_HEAD -> table.loadHead(in, header);
      case PING, ACCEPTED, DUPLICATE, GAP, ROWS, HEAD, BEHIND, REFUSED, PONG, SCANNED, HEAD_STATE ->
          throw new WireException("a frame of kind " + header.kind() + " is no request");
    };
  }

  /** The fields that all requests of workers begin with. */
  private record Origin(int shard, Sender sender) {}

  private Origin origin(FrameInput in, FrameHeader header) throws IOException {
    header.requireAtLeast(RequestWriter.SENDER_BYTES);
    int shard = in.takeInt();
    int worker = in.takeInt();
    int attempt = in.takeInt();
    int reserved = in.takeInt();
    long incarnation = in.takeLong();
    long round = in.takeLong();
    shape.requireTarget(header.kind(), shard);
    if (worker < 0 || worker >= shape.workers()) {
      throw new WireException("worker " + worker + " is none of " + shape.workers());
    }
    if (attempt < 0 || reserved != 0) {
      throw new WireException("attempt " + attempt + ", reserved " + reserved + " cannot be");
    }
    return new Origin(shard, new Sender(incarnation, round, worker, attempt));
  }

  private Request hello(FrameInput in, FrameHeader header) throws IOException {
    Origin origin = origin(in, header);
    header.require(RequestWriter.SENDER_BYTES);
    return new Request.Hello(origin.shard(), origin.sender());
  }

  private Request withdraw(FrameInput in, FrameHeader header) throws IOException {
    Origin origin = origin(in, header);
    header.require(RequestWriter.SENDER_BYTES + Long.BYTES);
    return new Request.Withdraw(origin.shard(), origin.sender(), in.takeLong());
  }

  private Request pull(FrameInput in, FrameHeader header, RequestMemory memory) throws IOException {
    Origin origin = origin(in, header);
    long fixed = RequestWriter.SENDER_BYTES + (long) Long.BYTES;
    if (shape.isHead(origin.shard())) {
      header.require(fixed);
      return new Request.Pull(origin.shard(), origin.sender(), in.takeLong(), memory.block(0));
    }
    int count = header.items(fixed, Integer.BYTES);
    long step = in.takeLong();
    numbers.take(in, origin.shard(), count, memory);
    memory.values(numbers.floats(count, shape.stride()));
    return new Request.Pull(origin.shard(), origin.sender(), step, memory.block(count));
  }

  private Request push(FrameInput in, FrameHeader header, RequestMemory memory) throws IOException {
    Origin origin = origin(in, header);
    long fixed = RequestWriter.SENDER_BYTES + 3L * Long.BYTES;
    long rowBytes = Integer.BYTES + (long) shape.width() * format.bytes();
    boolean head = shape.isHead(origin.shard());
    int count = 0;
    if (head) {
      header.require(fixed + (long) shape.headParameters() * Float.BYTES);
    } else {
      count = header.items(fixed, rowBytes);
    }
    long sequence = in.takeLong();
    long previous = in.takeLong();
    double weight = in.takeDouble();
    if (previous < 0 || sequence <= previous || !(weight >= 0) || Double.isInfinite(weight)) {
      throw new WireException(
          "a push has sequence " + sequence + " behind " + previous + " and weight " + weight);
    }
    RowBlock block = head ? head(in, memory) : gradients(in, origin.shard(), count, memory);
    return new Request.Push(origin.shard(), origin.sender(), sequence, previous, block, weight);
  }

  private RowBlock head(FrameInput in, RequestMemory memory) throws IOException {
    float[] values = memory.values(shape.headParameters());
    in.takeFloats(values, shape.headParameters());
    return RowBlock.ofHead(values);
  }

  private RowBlock gradients(FrameInput in, int shard, int count, RequestMemory memory)
      throws IOException {
    numbers.take(in, shard, count, memory);
    float[] values = memory.values(numbers.floats(count, shape.stride()));
    in.takeRows(format, values, 0, shape.stride(), count, shape.width());
    return memory.block(count);
  }
}
