/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.io.EOFException;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.sharding.channel.Channel;
import org.unifiedembedding.sharding.channel.Security;
import org.unifiedembedding.sharding.protocol.Answer;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.wire.AnswerReader;
import org.unifiedembedding.sharding.wire.FrameHeader;
import org.unifiedembedding.sharding.wire.FrameInput;
import org.unifiedembedding.sharding.wire.FrameKind;
import org.unifiedembedding.sharding.wire.FrameOutput;
import org.unifiedembedding.sharding.wire.Handshake;
import org.unifiedembedding.sharding.wire.RequestWriter;
import org.unifiedembedding.sharding.wire.ValueFormat;
import org.unifiedembedding.sharding.wire.WireException;

/**
 * A connection with a server from the handshake to its end. A thread of its own reads the answers
 * into the arrays of their requests.
 */
final class ClientConnection {
  private final Watched watched;
  private final RequestWriter writer;
  private final AnswerReader answers;
  private final FrameInput in;
  private final FrameOutput out;
  private final Map<Long, OpenRequest> open;
  private final TrafficCounter counter;
  private volatile @Nullable Throwable failure;
  private volatile boolean useful;

  /** Shakes hands on a connection that is watched. */
  ClientConnection(
      Watched watched,
      Link link,
      ValueFormat format,
      Map<Long, OpenRequest> open,
      TrafficCounter counter)
      throws IOException {
    this.watched = watched;
    this.open = open;
    this.counter = counter;
    Channel channel = link.security().secure(watched.plain(), Security.Side.CLIENT);
    new Handshake(channel, link.secret(), link.shape(), new SecureRandom()).asClient(format);
    watched.greeted();
    writer = new RequestWriter(link.shape(), format);
    answers = new AnswerReader(link.shape(), format);
    in = new FrameInput(channel);
    out = new FrameOutput(channel);
  }

  /** Writes a request; the caller holds the lock of the link. */
  void write(long id, Request request) throws IOException {
    counter.wrote(writer.frameBytes(request));
    writer.write(out, id, request);
    out.flush();
  }

  /** Writes a ping; the caller holds the lock of the link. */
  void ping() throws IOException {
    RequestWriter.writePing(out);
    out.flush();
  }

  /** Starts to read, and wakes a thread when there is no more to read. */
  Thread startReading(String name, Thread toWake) {
    Thread reader =
        new Thread(
            () -> {
              read();
              LockSupport.unpark(toWake);
            },
            name);
    reader.setDaemon(true);
    reader.start();
    return reader;
  }

  private void read() {
    try {
      for (FrameHeader header = FrameHeader.read(in);
          header != null;
          header = FrameHeader.read(in)) {
        if (header.kind() != FrameKind.PONG) {
          take(header);
        }
      }
      throw new EOFException("the server ended the connection");
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  private void take(FrameHeader header) throws IOException {
    OpenRequest asked = open.get(header.id());
    if (asked == null) {
      throw new WireException("an answer to request " + header.id() + ", which is not open");
    }
    Answer answer = answers.read(in, header, asked.request());
    open.remove(header.id());
    useful = true;
    counter.read(FrameHeader.BYTES + (long) header.length());
    counter.answered(asked.request(), answer, asked.askedNanos());
    asked.answer(answer);
  }

  /** Ends the connection because of an error; the first one counts. */
  void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
    watched.plain().close();
  }

  /** Whether it works as far as is known. */
  boolean works() {
    return failure == null;
  }

  /** Whether it has brought an answer. */
  boolean wasUseful() {
    return useful;
  }

  /** Why it ended. */
  String cause() {
    Throwable cause = failure;
    return cause == null ? "closed" : watched.cause(cause);
  }
}
