/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.sharding.channel.Channel;
import org.unifiedembedding.sharding.channel.Security;
import org.unifiedembedding.sharding.protocol.Answer;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.transport.Mailbox;
import org.unifiedembedding.sharding.wire.AnswerWriter;
import org.unifiedembedding.sharding.wire.FrameHeader;
import org.unifiedembedding.sharding.wire.FrameInput;
import org.unifiedembedding.sharding.wire.FrameKind;
import org.unifiedembedding.sharding.wire.FrameOutput;
import org.unifiedembedding.sharding.wire.Handshake;
import org.unifiedembedding.sharding.wire.RequestMemory;
import org.unifiedembedding.sharding.wire.RequestReader;
import org.unifiedembedding.sharding.wire.ValueFormat;
import org.unifiedembedding.sharding.wire.WireException;

/** One client's connection: handshake, then requests until it ends. Runs in a thread of its own. */
final class ServedConnection implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ServedConnection.class);

  private final Watched watched;
  private final Link link;
  private final IntFunction<@Nullable Mailbox> boxes;
  private final ServerCounters counters;
  private final SecureRandom random;
  private final Queue<RequestMemory> spareOfRows = new ConcurrentLinkedQueue<>();
  private final Queue<RequestMemory> spareOfHead = new ConcurrentLinkedQueue<>();

  ServedConnection(
      Watched watched,
      Link link,
      IntFunction<@Nullable Mailbox> boxes,
      ServerCounters counters,
      SecureRandom random) {
    this.watched = watched;
    this.link = link;
    this.boxes = boxes;
    this.counters = counters;
    this.random = random;
  }

  @Override
  public void run() {
    String peer = watched.plain().peer();
    Channel channel;
    ValueFormat format;
    try {
      channel = link.security().secure(watched.plain(), Security.Side.SERVER);
      format = new Handshake(channel, link.secret(), link.shape(), random).asServer();
    } catch (IOException | RuntimeException e) {
      counters.handshakeFailures.increment();
      LOG.warn("Refused a connection from {}: {}", peer, watched.cause(e));
      return;
    }
    counters.accepted.increment();
    watched.greeted();
    LOG.info("Serving {} with values as {}", peer, format);
    try {
      serve(channel, format);
      LOG.info("{} ended its connection", peer);
    } catch (WireException e) {
      counters.violations.increment();
      LOG.warn("Ended the connection of {}: {}", peer, e.getMessage());
    } catch (IOException e) {
      counters.lost.increment();
      LOG.warn("Lost the connection of {}: {}", peer, watched.cause(e));
    }
  }

  private void serve(Channel channel, ValueFormat format) throws IOException {
    FrameInput in = new FrameInput(channel);
    RequestReader reader = new RequestReader(link.shape(), format);
    AnswerWriter writer = new AnswerWriter(link.shape(), format);
    try (AnswerQueue answers = new AnswerQueue(watched.plain(), new FrameOutput(channel))) {
      var context = new ServedRequest.Context(link, answers, writer, counters);
      for (FrameHeader header = next(in); header != null; header = next(in)) {
        if (header.kind() == FrameKind.PING) {
          answers.add(AnswerWriter::writePong);
        } else {
          take(in, header, reader, context);
        }
        answers.drain();
      }
    }
  }

  private static @Nullable FrameHeader next(FrameInput in) throws IOException {
    FrameHeader header = FrameHeader.read(in);
    if (header != null && !header.kind().isForServer()) {
      throw new WireException("a frame of kind " + header.kind() + " goes to clients only");
    }
    return header;
  }

  /** Receives a request whole, then lets its shard handle it, here or where its lock is held. */
  private void take(
      FrameInput in, FrameHeader header, RequestReader reader, ServedRequest.Context context)
      throws IOException {
    Queue<RequestMemory> spare = header.kind().isOfHead() ? spareOfHead : spareOfRows;
    RequestMemory memory = spare.poll();
    if (memory == null) {
      memory = new RequestMemory();
    }
    Request request = reader.read(in, header, memory);
    TrafficCounter counter = counters.shard(request.shard());
    counter.read(FrameHeader.BYTES + (long) header.length());
    counter.asked(request);
    var served = new ServedRequest(context, header.id(), memory, spare);
    Mailbox box = boxes.apply(request.shard());
    if (box == null) {
      String detail = "shard " + request.shard() + " is not on this host";
      served.answer(request, new Answer.Refused(Answer.Reason.OTHER_INCARNATION, detail));
    } else {
      box.put(request, served);
      box.work();
    }
  }
}
