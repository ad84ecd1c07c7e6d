/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.simulate;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.protocol.Answer;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.protocol.Sender;

/**
 * One attempt of a task at a worker's steps: hello, then for each step a pull and the pushes, which
 * are awaited only when more than a window of them is open. Sends again what is not answered, or
 * answered with a gap.
 */
final class Attempt {
  private static final int PATIENCE = 100;

  /** Sends a request into the network; its answer comes to {@link #answered}. */
  interface Wire {
    void send(Attempt from, Request request);

    void later(int ticks, Runnable action);
  }

  final Sender sender;
  boolean dead;
  boolean stepPassed;
  private final TableSpec spec;
  private final Work work;
  private final Wire wire;
  private final int steps;
  private final int window;
  private final long[] last;
  private final Set<Request> open = new LinkedHashSet<>();
  private int step = -1;
  private boolean pulling;

  Attempt(TableSpec spec, Work work, Wire wire, Sender sender, int steps, int window) {
    this.spec = spec;
    this.work = work;
    this.wire = wire;
    this.sender = sender;
    this.steps = steps;
    this.window = window;
    last = new long[work.partition().parts()];
  }

  boolean done() {
    return step >= steps && open.isEmpty();
  }

  long[] finish() {
    return last.clone();
  }

  /** Does what can be done next. */
  void advance() {
    if (dead || step >= steps || waits()) {
      return;
    }
    if (step < 0) {
      for (int shard = 0; shard < last.length; shard++) {
        send(new Request.Hello(shard, sender));
      }
      step = 0;
    } else if (pulling) {
      push();
      pulling = false;
      step++;
    } else if (passed()) {
      step++;
    } else {
      pull();
      pulling = true;
    }
  }

  private boolean waits() {
    boolean onlyPushes = open.stream().allMatch(Request.Push.class::isInstance);
    return !onlyPushes || open.size() > (window - 1) * last.length;
  }

  private boolean passed() {
    for (long sequence : last) {
      if (sequence <= step) {
        return false;
      }
    }
    return true;
  }

  private void pull() {
    Map<Long, Float> amounts = work.of(sender.round(), sender.worker(), step);
    for (int shard = 0; shard < last.length; shard++) {
      if (takesPart(amounts, shard)) {
        send(new Request.Pull(shard, sender, step, work.block(amounts, shard)));
      }
    }
  }

  private void push() {
    Map<Long, Float> amounts = work.of(sender.round(), sender.worker(), step);
    long sequence = step + 1L;
    for (int shard = 0; shard < last.length; shard++) {
      if (last[shard] < sequence && takesPart(amounts, shard)) {
        send(new Request.Push(shard, sender, sequence, last[shard], work.block(amounts, shard), 1));
        last[shard] = sequence;
      }
    }
  }

  private boolean takesPart(Map<Long, Float> amounts, int shard) {
    return spec.staleness() != TableSpec.NO_BOUND || work.block(amounts, shard).count() > 0;
  }

  private void send(Request request) {
    open.add(request);
    wire.send(this, request);
    wire.later(PATIENCE, () -> sendAgain(request));
  }

  /** Repeats itself until there is an answer. */
  private void sendAgain(Request request) {
    if (isOpen(request)) {
      wire.send(this, request);
      wire.later(PATIENCE, () -> sendAgain(request));
    }
  }

  private boolean isOpen(Request request) {
    return !dead && open.contains(request);
  }

  /** Takes an answer; the second one to the same request is ignored. */
  void answered(Request request, Answer answer) {
    if (!isOpen(request) || answer instanceof Answer.Gap) {
      return;
    }
    if (answer instanceof Answer.Refused refused) {
      if (refused.reason() != Answer.Reason.SUPERSEDED) {
        dead = true;
        stepPassed = refused.reason() == Answer.Reason.STEP_PASSED;
      }
    } else {
      open.remove(request);
      if (request instanceof Request.Hello && answer instanceof Answer.Accepted accepted) {
        last[request.shard()] = accepted.mark();
      }
    }
  }
}
