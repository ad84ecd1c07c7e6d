/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.sharding.protocol.Answer;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.store.RowBlock;
import org.unifiedembedding.sharding.store.StateBlock;

/** Writes answers as frames. */
public final class AnswerWriter {

  /** Longest detail of a refusal, in bytes; what is longer is cut. */
  static final int MAX_DETAIL_BYTES = 1024;

  private final WireShape shape;
  private final ValueFormat format;

  public AnswerWriter(WireShape shape, ValueFormat format) {
    this.shape = shape;
    this.format = format;
  }

  /**
   * Appends the answer to a request; the caller flushes.
   *
   * @return bytes of the frame
   */
  public long write(FrameOutput out, long id, Request request, Answer answer) throws IOException {
    if (answer instanceof Answer.Accepted accepted) {
      return mark(out, FrameKind.ACCEPTED, id, accepted.mark());
    }
    if (answer instanceof Answer.Duplicate duplicate) {
      return mark(out, FrameKind.DUPLICATE, id, duplicate.mark());
    }
    if (answer instanceof Answer.Gap gap) {
      return mark(out, FrameKind.GAP, id, gap.mark());
    }
    if (answer instanceof Answer.Values values) {
      return values(out, id, request, values.values());
    }
    if (answer instanceof Answer.Scanned scanned && request instanceof Request.Scan scan) {
      return scanned(out, id, scan.room().first(scanned.count()));
    }
    if (answer instanceof Answer.Head head) {
      FrameHeader.write(out, FrameKind.HEAD_STATE, shape.headStateBytes(), id);
      out.putHeadState(shape, head.head());
      return FrameHeader.BYTES + shape.headStateBytes();
    }
    if (answer instanceof Answer.Behind behind) {
      return behind(out, id, behind);
    }
    if (answer instanceof Answer.Refused refused) {
      return refused(out, id, refused);
    }
    throw noAnswer(request, answer);
  }

  private static IllegalStateException noAnswer(Request request, Answer answer) {
    return new IllegalStateException(answer + " is no answer to " + request);
  }

  /** Answers a ping. */
  public static void writePong(FrameOutput out) throws IOException {
    FrameHeader.write(out, FrameKind.PONG, 0, 0);
  }

  private static long mark(FrameOutput out, FrameKind kind, long id, long mark) throws IOException {
    FrameHeader.write(out, kind, Long.BYTES, id);
    out.putLong(mark);
    return FrameHeader.BYTES + (long) Long.BYTES;
  }

  /** A table is read bit by bit; what workers pull may be shortened. */
  static ValueFormat format(ValueFormat chosen, Request request) {
    return request instanceof Request.OfTable ? ValueFormat.FLOAT32 : chosen;
  }

  private long values(FrameOutput out, long id, Request request, float[] values)
      throws IOException {
    RowBlock rows = asked(request);
    if (rows == null) {
      throw noAnswer(request, new Answer.Values(values));
    }
    return shape.isHead(request.shard())
        ? head(out, id, values)
        : rows(out, id, rows, values, format(format, request));
  }

  /** What a request wants to read, null when nothing. */
  static @Nullable RowBlock asked(Request request) {
    if (request instanceof Request.Pull pull) {
      return pull.rows();
    }
    return request instanceof Request.Read read ? read.rows() : null;
  }

  private long rows(FrameOutput out, long id, RowBlock rows, float[] values, ValueFormat used)
      throws IOException {
    long length = (long) rows.count() * shape.width() * used.bytes();
    FrameHeader.write(out, FrameKind.ROWS, length, id);
    int offset = rows.from() * shape.stride();
    out.putRows(used, values, offset, shape.stride(), rows.count(), shape.width());
    return FrameHeader.BYTES + length;
  }

  private long scanned(FrameOutput out, long id, StateBlock rows) throws IOException {
    long length = rows.count() * shape.stateRowBytes();
    FrameHeader.write(out, FrameKind.SCANNED, length, id);
    out.putStates(shape, rows);
    return FrameHeader.BYTES + length;
  }

  private long head(FrameOutput out, long id, float[] weights) throws IOException {
    long length = (long) shape.headParameters() * Float.BYTES;
    FrameHeader.write(out, FrameKind.HEAD, length, id);
    out.putFloats(weights, shape.headParameters());
    return FrameHeader.BYTES + length;
  }

  private static long behind(FrameOutput out, long id, Answer.Behind behind) throws IOException {
    long length = (long) behind.workers().size() * Integer.BYTES;
    FrameHeader.write(out, FrameKind.BEHIND, length, id);
    for (int worker : behind.workers()) {
      out.putInt(worker);
    }
    return FrameHeader.BYTES + length;
  }

  private static long refused(FrameOutput out, long id, Answer.Refused refused) throws IOException {
    byte[] detail = refused.detail().getBytes(StandardCharsets.UTF_8);
    int bytes = Math.min(detail.length, MAX_DETAIL_BYTES);
    long length = Integer.BYTES + (long) bytes;
    FrameHeader.write(out, FrameKind.REFUSED, length, id);
    out.putInt(ReasonCodes.code(refused.reason()));
    out.putBytes(Arrays.copyOf(detail, bytes));
    return FrameHeader.BYTES + length;
  }
}
