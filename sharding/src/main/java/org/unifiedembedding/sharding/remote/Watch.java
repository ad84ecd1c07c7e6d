/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at connections now and then and ends those that take too long. One thread for all of them;
 * it neither reads nor writes, so nothing can hold it up.
 */
final class Watch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  private static final int LOOKS = 8;
  private static final Duration MAX_INTERVAL = Duration.ofSeconds(1);

  private final Set<Watched> connections = ConcurrentHashMap.newKeySet();
  private final long intervalNanos;
  private final Thread thread;
  private volatile boolean closed;

  Watch(String name, SocketSettings settings) {
    long shortest = Math.min(settings.handshakeTimeout().toNanos(), settings.silence().toNanos());
    intervalNanos = Math.min(shortest / LOOKS, MAX_INTERVAL.toNanos());
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  void add(Watched connection) {
    connections.add(connection);
  }

  void remove(Watched connection) {
    connections.remove(connection);
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(this, intervalNanos);
      connections.forEach(Watch::check);
    }
  }

  /** One connection that cannot be closed must not leave the others without a watch. */
  private static void check(Watched connection) {
    try {
      connection.check();
    } catch (RuntimeException e) {
      LOG.error("Cannot end the connection of {}", connection.plain().peer(), e);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
