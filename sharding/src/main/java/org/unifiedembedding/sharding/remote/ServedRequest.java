/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.io.IOException;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.sharding.protocol.Answer;
import org.unifiedembedding.sharding.protocol.Replies;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.wire.AnswerWriter;
import org.unifiedembedding.sharding.wire.FrameOutput;
import org.unifiedembedding.sharding.wire.RequestMemory;

/** A request of a connection from its arrival until its answer is written. */
final class ServedRequest implements Replies, AnswerQueue.Outgoing {

  /** What the requests of a connection share. */
  record Context(Link link, AnswerQueue answers, AnswerWriter writer, ServerCounters counters) {}

  private final Context context;
  private final long id;
  private final RequestMemory memory;
  private final Queue<RequestMemory> spare;
  private final long arrivedNanos = System.nanoTime();
  private @Nullable Request request;
  private @Nullable Answer answer;

  /** The memory goes to the spare ones when the answer is written. */
  ServedRequest(Context context, long id, RequestMemory memory, Queue<RequestMemory> spare) {
    this.context = context;
    this.id = id;
    this.memory = memory;
    this.spare = spare;
  }

  /** A pulled head's weights are the shard's own: they are copied while its lock is held. */
  @Override
  public void answer(Request answered, Answer given) {
    if (context.answers().isClosed()) {
      return;
    }
    request = answered;
    answer = given;
    if (given instanceof Answer.Values values
        && answered instanceof Request.Pull
        && context.link().shape().isHead(answered.shard())) {
      int floats = context.link().shape().headParameters();
      answer = new Answer.Values(memory.copy(values.values(), floats));
    }
    context.answers().add(this);
  }

  @Override
  public void writeTo(FrameOutput out) throws IOException {
    Request asked = request;
    Answer given = answer;
    if (asked == null || given == null) {
      throw new IllegalStateException("request " + id + " is written before it is answered");
    }
    TrafficCounter counter = context.counters().shard(asked.shard());
    counter.answered(asked, given, arrivedNanos);
    counter.wrote(context.writer().write(out, id, asked, given));
    spare.add(memory);
  }
}
