/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.sharding.protocol.Answer;
import org.unifiedembedding.sharding.protocol.Replies;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.protocol.Sender;
import org.unifiedembedding.sharding.store.RowBlock;
import org.unifiedembedding.sharding.transport.Transport;

/**
 * A worker that pulls ahead and leaves a window of pushes unacknowledged, on nothing but a
 * transport: the use that it is made for. Without a staleness bound; shards without rows in a step
 * are left out, as ShardClient does.
 */
final class PipelinedWorker {
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** The requests of one pull or push, waited for together. */
  private static final class Flight implements Replies {
    private final Thread owner = Thread.currentThread();
    private final AtomicInteger open;
    private volatile @Nullable Answer bad;

    Flight(int requests) {
      open = new AtomicInteger(requests);
    }

    @Override
    public void answer(Request request, Answer answer) {
      boolean good =
          answer instanceof Answer.Values
              || answer instanceof Answer.Accepted
              || answer instanceof Answer.Duplicate;
      if (!good) {
        bad = answer;
      }
      if (open.decrementAndGet() == 0) {
        LockSupport.unpark(owner);
      }
    }

    boolean landed() {
      return open.get() == 0;
    }
  }

  private final Transport transport;
  private final Sender sender;
  private final int window;
  private final long[] last;
  private final Deque<Flight> pulls = new ArrayDeque<>();
  private final Deque<Flight> pushes = new ArrayDeque<>();

  PipelinedWorker(Transport transport, Sender sender, int shards, int window) {
    this.transport = transport;
    this.sender = sender;
    this.window = window;
    last = new long[shards];
    Flight hellos = new Flight(shards);
    for (int shard = 0; shard < shards; shard++) {
      transport.send(new Request.Hello(shard, sender), hellos);
    }
    await(hellos);
  }

  /** Sends the pulls of a step, remote shards first when they have lower numbers. */
  void pull(long step, RowBlock[] blocks, int[] order) {
    Flight flight = new Flight(blocks.length);
    for (int shard : order) {
      transport.send(new Request.Pull(shard, sender, step, blocks[shard]), flight);
    }
    pulls.add(flight);
  }

  /** Waits for the oldest pull. */
  void awaitPull() {
    await(pulls.remove());
  }

  /** Sends the pushes of a step; waits for older ones when more than the window is open. */
  void push(long step, RowBlock[] blocks, int[] order, double weight) {
    Flight flight = new Flight(blocks.length);
    for (int shard : order) {
      transport.send(
          new Request.Push(shard, sender, step + 1, last[shard], blocks[shard], weight), flight);
      last[shard] = step + 1;
    }
    pushes.add(flight);
    while (pushes.size() > window) {
      await(pushes.remove());
    }
  }

  /** Waits for every push. */
  long[] finish() {
    while (!pushes.isEmpty()) {
      await(pushes.remove());
    }
    return last.clone();
  }

  private void await(Flight flight) {
    if (!transport.await(flight::landed, TIMEOUT_NANOS) || flight.bad != null) {
      throw new IllegalStateException("no good answer: " + flight.bad);
    }
  }
}
