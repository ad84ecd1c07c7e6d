/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.jobs.control.ControlClient;

/** The driver's side of one host: orders go to it one at a time. Thread-safe. */
final class Host {
  private final HostCard card;
  private final Hosting hosting;
  private final @Nullable ControlClient control;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile long memoryBytes;

  /**
   * A host.
   *
   * @param control null: the host is this JVM
   */
  Host(HostCard card, Hosting hosting, @Nullable ControlClient control) {
    this.card = card;
    this.hosting = hosting;
    this.control = control;
  }

  HostCard card() {
    return card;
  }

  /** Heap that its shards took at its last report. */
  long memoryBytes() {
    return memoryBytes;
  }

  /**
   * Gives an order and waits for the report.
   *
   * @throws IOException when the host did not carry it out in time
   */
  Report order(Order order, Duration timeout) throws IOException {
    lock.lock();
    try {
      return send(order, timeout);
    } finally {
      lock.unlock();
    }
  }

  /** Pings unless an order is under way, which says as much; whether the host is there. */
  boolean ping(Duration timeout) {
    if (!lock.tryLock()) {
      return true;
    }
    try {
      send(new Order.Ping(), timeout);
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  private Report send(Order order, Duration timeout) throws IOException {
    Report report =
        control == null
            ? ShardHost.order(hosting, order)
            : Messages.parse(
                control.call(card.host(), card.controlPort(), Messages.text(order), timeout),
                Report.class);
    memoryBytes = report.memoryBytes();
    return report;
  }
}
