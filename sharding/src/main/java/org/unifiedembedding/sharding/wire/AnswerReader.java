/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.unifiedembedding.sharding.protocol.Answer;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.store.RowBlock;
import org.unifiedembedding.sharding.store.StateBlock;

/** Reads answers out of frames, the values straight into the requests' arrays. */
public final class AnswerReader {
  private final WireShape shape;
  private final ValueFormat format;

  public AnswerReader(WireShape shape, ValueFormat format) {
    this.shape = shape;
    this.format = format;
  }

  /**
   * Reads the payload of the answer to a request. The weights of a head go into the pull's own
   * array when that has P floats, and into a new one otherwise.
   */
  public Answer read(FrameInput in, FrameHeader header, Request request) throws IOException {
    return switch (header.kind()) {
      case ACCEPTED -> new Answer.Accepted(mark(in, header));
      case DUPLICATE -> new Answer.Duplicate(mark(in, header));
      case GAP -> new Answer.Gap(mark(in, header));
      case ROWS -> rows(in, header, request);
      case HEAD -> head(in, header, request);
      case BEHIND -> behind(in, header);
      case REFUSED -> refused(in, header);
      case SCANNED -> scanned(in, header, request);
      case HEAD_STATE -> headState(in, header, request);
      case HELLO,
          PULL,
          PUSH,
          PULL_HEAD,
          PUSH_HEAD,
          WITHDRAW,
          PING,
          READ,
          READ_HEAD,
          SCAN,
          LOAD,
          SCAN_HEAD,
          LOAD_HEAD,
          PONG ->
          throw new WireException("a frame of kind " + header.kind() + " is no answer");
    };
  }

  private static long mark(FrameInput in, FrameHeader header) throws IOException {
    header.require(Long.BYTES);
    return in.takeLong();
  }

  private Answer rows(FrameInput in, FrameHeader header, Request request) throws IOException {
    RowBlock block = AnswerWriter.asked(request);
    if (block == null || shape.isHead(request.shard())) {
      throw new WireException("rows answer a request that asked for none");
    }
    ValueFormat used = AnswerWriter.format(format, request);
    header.require((long) block.count() * shape.width() * used.bytes());
    int offset = block.from() * shape.stride();
    in.takeRows(used, block.values(), offset, shape.stride(), block.count(), shape.width());
    return new Answer.Values(block.values());
  }

  private Answer head(FrameInput in, FrameHeader header, Request request) throws IOException {
    RowBlock block = AnswerWriter.asked(request);
    if (block == null || !shape.isHead(request.shard())) {
      throw new WireException("a head answers a request that asked for none");
    }
    int floats = shape.headParameters();
    header.require((long) floats * Float.BYTES);
    float[] weights = block.values().length == floats ? block.values() : new float[floats];
    in.takeFloats(weights, floats);
    return new Answer.Values(weights);
  }

  private Answer scanned(FrameInput in, FrameHeader header, Request request) throws IOException {
    if (!(request instanceof Request.Scan scan)) {
      throw new WireException("listed rows answer a request that asked for none");
    }
    int count = header.items(0, shape.stateRowBytes());
    StateBlock room = scan.room();
    if (count > room.count()) {
      throw new WireException(count + " rows are listed (must be <= " + room.count() + ")");
    }
    in.takeInts(room.rows(), count);
    int least = scan.from();
    for (int i = 0; i < count; i++) {
      if (room.rows()[i] < least || room.rows()[i] >= scan.to()) {
        throw new WireException(
            "row " + room.rows()[i] + " is listed (must be in [" + least + ", " + scan.to() + "))");
      }
      least = room.rows()[i] + 1;
    }
    in.takeFloats(room.weights(), count * shape.width());
    in.takeFloats(room.state(), count * shape.stateSize());
    return new Answer.Scanned(count);
  }

  private Answer headState(FrameInput in, FrameHeader header, Request request) throws IOException {
    if (!(request instanceof Request.ScanHead)) {
      throw new WireException("a head with its state answers a request that asked for none");
    }
    header.require(shape.headStateBytes());
    return new Answer.Head(in.takeHeadState(shape));
  }

  private Answer behind(FrameInput in, FrameHeader header) throws IOException {
    int count = header.length() / Integer.BYTES;
    if (count > shape.workers()) {
      throw new WireException(count + " of " + shape.workers() + " workers are behind");
    }
    header.require((long) count * Integer.BYTES);
    List<Integer> workers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      workers.add(in.takeInt());
    }
    return new Answer.Behind(workers);
  }

  private static Answer refused(FrameInput in, FrameHeader header) throws IOException {
    int bytes = header.length() - Integer.BYTES;
    if (bytes < 0 || bytes > AnswerWriter.MAX_DETAIL_BYTES) {
      throw new WireException("a refusal has " + header.length() + " bytes");
    }
    Answer.Reason reason = ReasonCodes.reason(in.takeInt());
    byte[] detail = new byte[bytes];
    in.takeBytes(detail);
    return new Answer.Refused(reason, new String(detail, StandardCharsets.UTF_8));
  }
}
