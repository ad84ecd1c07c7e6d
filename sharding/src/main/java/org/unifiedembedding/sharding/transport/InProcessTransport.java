/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.transport;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.unifiedembedding.sharding.protocol.Replies;
import org.unifiedembedding.sharding.protocol.Request;

/**
 * Shards of this JVM, without threads of their own and without copies: whoever waits works. In
 * lockstep the last worker's pushes of a step are so applied by all workers that wait for them, not
 * by the last alone.
 */
public final class InProcessTransport implements Transport {

  /** Rounds over all boxes before a thread parks: some 20 microseconds, what a park costs. */
  private static final int SPINS = 200;

  private final Map<Integer, Mailbox> byShard;
  private final List<Mailbox> boxes;
  private final ConcurrentLinkedQueue<Thread> idle = new ConcurrentLinkedQueue<>();

  /** Some shards only, perhaps none; requests for others are not sent here. */
  public InProcessTransport(Map<Integer, Mailbox> byShard) {
    this.byShard = Map.copyOf(byShard);
    boxes = List.copyOf(new TreeMap<>(byShard).values());
  }

  /** Whether a shard is here. */
  public boolean has(int shard) {
    return byShard.containsKey(shard);
  }

  @Override
  public void send(Request request, Replies replies) {
    Mailbox box = byShard.get(request.shard());
    if (box == null) {
      throw new IllegalArgumentException(
          "Invalid shard: " + request.shard() + " (must be one of " + byShard.keySet() + ")");
    }
    box.put(request, replies);
  }

  @Override
  public boolean await(BooleanSupplier condition, long timeoutNanos) {
    for (Thread thread : idle) {
      LockSupport.unpark(thread);
    }
    int first = (int) (Thread.currentThread().getId() % Math.max(1, boxes.size()));
    long deadline = System.nanoTime() + timeoutNanos;
    int spins = 0;
    while (!condition.getAsBoolean()) {
      if (work(first)) {
        spins = 0;
      } else if (spins++ < SPINS) {
        Thread.onSpinWait();
      } else if (System.nanoTime() >= deadline) {
        return false;
      } else {
        park(condition, deadline - System.nanoTime());
      }
    }
    return true;
  }

  private boolean work(int first) {
    boolean worked = false;
    for (int i = 0; i < boxes.size(); i++) {
      int box = first + i;
      worked |= boxes.get(box < boxes.size() ? box : box - boxes.size()).work();
    }
    return worked;
  }

  /** A sender puts its letters first and looks for idle threads then, so that none is missed. */
  private void park(BooleanSupplier condition, long nanos) {
    Thread thread = Thread.currentThread();
    idle.add(thread);
    try {
      if (!condition.getAsBoolean() && areEmpty()) {
        LockSupport.parkNanos(this, nanos);
      }
    } finally {
      idle.remove(thread);
    }
  }

  private boolean areEmpty() {
    for (Mailbox box : boxes) {
      if (!box.isEmpty()) {
        return false;
      }
    }
    return true;
  }
}
