/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.unifiedembedding.sharding.channel.PlainChannel;
import org.unifiedembedding.sharding.wire.FrameOutput;

/**
 * The answers that wait to be written to one connection. An answer is made under a shard's lock,
 * where nobody may wait for a slow peer, so making and writing are two things: answers are added
 * here, and written when no lock of a shard is held. The connection's own thread writes those it
 * made itself; those that another thread made, a parked pull's, are written by a thread that does
 * nothing else, since the own thread is waiting for the next request and the other thread has no
 * time for peers that are not its own.
 */
final class AnswerQueue implements AutoCloseable {

  /** Something to write. */
  @FunctionalInterface
  interface Outgoing {
    void writeTo(FrameOutput out) throws IOException;
  }

  private final Queue<Outgoing> queue = new ConcurrentLinkedQueue<>();
  private final ReentrantLock writing = new ReentrantLock();
  private final PlainChannel plain;
  private final FrameOutput out;
  private final Thread reader = Thread.currentThread();
  private final Thread writer;
  private volatile boolean closed;

  /** Made by the connection's own thread. */
  AnswerQueue(PlainChannel plain, FrameOutput out) {
    this.plain = plain;
    this.out = out;
    writer = new Thread(this::writeThoseOfOthers, reader.getName() + "-answers");
    writer.setDaemon(true);
    writer.start();
  }

  /** Whether nothing will be written any more. */
  boolean isClosed() {
    return closed;
  }

  /** Adds an answer, in any thread and under any lock. */
  void add(Outgoing answer) {
    queue.add(answer);
    if (Thread.currentThread() != reader) {
      LockSupport.unpark(writer);
    }
  }

  /** Writes what is there unless another thread does; that one goes on until nothing is left. */
  void drain() throws IOException {
    while (!queue.isEmpty() && writing.tryLock()) {
      try {
        for (Outgoing next = queue.poll(); next != null; next = queue.poll()) {
          next.writeTo(out);
        }
        out.flush();
      } finally {
        writing.unlock();
      }
    }
  }

  private void writeThoseOfOthers() {
    while (!closed) {
      try {
        drain();
      } catch (IOException e) {
        // The reading thread fails as well then, and reports it.
        plain.close();
        return;
      }
      if (queue.isEmpty() || writing.isLocked()) {
        LockSupport.park(this);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(writer);
  }
}
