/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.transport;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.unifiedembedding.sharding.protocol.Replies;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.protocol.ShardHandler;

/**
 * A shard and the requests that wait for it. Any thread may work them off, one at a time; a thread
 * that finds another at work need not wait for the lock, because the other goes on until the box is
 * empty.
 */
public final class Mailbox {
  private record Letter(Request request, Replies replies) {}

  private final ConcurrentLinkedQueue<Letter> letters = new ConcurrentLinkedQueue<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final ShardHandler handler;

  public Mailbox(ShardHandler handler) {
    this.handler = handler;
  }

  /**
   * Uses the shard while nobody else does. Requests that came meanwhile found it taken, so they are
   * worked off afterwards.
   */
  public <T> T use(Function<ShardHandler, T> action) {
    lock.lock();
    try {
      return action.apply(handler);
    } finally {
      lock.unlock();
      work();
    }
  }

  /** Adds a request; whoever adds also calls {@link #work} or waits in a transport that does. */
  public void put(Request request, Replies replies) {
    letters.add(new Letter(request, replies));
  }

  boolean isEmpty() {
    return letters.isEmpty();
  }

  /** Handles what is there unless another thread does; whether anything was done. */
  public boolean work() {
    boolean worked = false;
    while (!letters.isEmpty() && lock.tryLock()) {
      try {
        for (Letter letter = letters.poll(); letter != null; letter = letters.poll()) {
          handle(letter);
          worked = true;
        }
      } finally {
        lock.unlock();
      }
    }
    return worked;
  }

  /**
   * An update that breaks off is reported to the letter's sender, not to the thread that happens to
   * work, and spoils the shard until the round is undone.
   */
  private void handle(Letter letter) {
    try {
      handler.handle(letter.request(), letter.replies());
    } catch (RuntimeException | OutOfMemoryError e) {
      handler.fail(e.toString());
      handler.handle(letter.request(), letter.replies());
    }
  }
}
