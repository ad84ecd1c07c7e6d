/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.sharding.channel.PlainChannel;
import org.unifiedembedding.sharding.transport.Mailbox;

/**
 * Lets workers of other JVMs reach the shards of this one. A connection has a thread that reads its
 * requests and does the shards' work, and one that writes the answers which others' work brings.
 *
 * <p>A peer that does not prove that it knows the run's secret is refused before its first frame is
 * read; one that sends what the format does not allow is disconnected. Both are counted and logged
 * and hurt nobody else. A push is applied after the whole of it has come, so a connection that dies
 * in the middle leaves nothing behind. Thread-safe.
 */
public final class SocketServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);

  /** How long to leave a listener alone that cannot accept, for want of file handles say. */
  private static final long ACCEPT_PAUSE_NANOS = Duration.ofMillis(100).toNanos();

  /** Connections in their handshake at once: strangers cannot take more memory than these. */
  private static final int MAX_STRANGERS = 128;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final ServerSocketChannel listener;
  private final HostAddress address;
  private final Link link;
  private final ServerCounters counters;
  private final Watch watch;
  private final SecureRandom random = new SecureRandom();
  private final Set<Watched> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong number = new AtomicLong();
  private final Thread acceptor;
  private volatile Map<Integer, Mailbox> boxes;

  private SocketServer(
      ServerSocketChannel listener, String host, Link link, Map<Integer, Mailbox> boxes)
      throws IOException {
    this.listener = listener;
    this.link = link;
    this.boxes = Map.copyOf(boxes);
    int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
    address = new HostAddress(host, port);
    counters = new ServerCounters(link.shape().shards());
    watch = new Watch("shard-server-" + port + "-watch", link.settings());
    acceptor = thread("shard-server-" + port, this::accept);
  }

  /**
   * Listens from here on.
   *
   * @param boxes the shards of this JVM by number
   * @throws org.unifiedembedding.embedding.error.UnifiedEmbeddingException CAPACITY when no port is
   *     free
   */
  public static SocketServer open(PortRange ports, Link link, Map<Integer, Mailbox> boxes) {
    try {
      SocketServer server = new SocketServer(ports.bind(), ports.host(), link, boxes);
      server.acceptor.start();
      LOG.info("Listening on {} for shards {}", server.address, server.boxes.keySet());
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen on " + ports.host(), e);
    }
  }

  /** Where it listens. */
  public HostAddress address() {
    return address;
  }

  /** What it has seen so far. */
  public ServerMetrics metrics() {
    return counters.snapshot(boxes.keySet(), connections.size());
  }

  /** Serves other shards from here on; connections stay. */
  public void hold(Map<Integer, Mailbox> now) {
    boxes = Map.copyOf(now);
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        serve(listener.accept());
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("Cannot accept a connection on {}", address, e);
        LockSupport.parkNanos(this, ACCEPT_PAUSE_NANOS);
      }
    }
  }

  private void serve(SocketChannel socket) throws IOException {
    if (isFull()) {
      counters.handshakeFailures.increment();
      LOG.warn(
          "Refused a connection from {}: {} are open",
          socket.getRemoteAddress(),
          connections.size());
      socket.close();
      return;
    }
    PlainChannel plain;
    try {
      plain = new PlainChannel(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    Watched watched = new Watched(plain, link.settings());
    connections.add(watched);
    watch.add(watched);
    var connection =
        new ServedConnection(watched, link, shard -> boxes.get(shard), counters, random);
    String name = "shard-server-" + address.port() + "-" + number.incrementAndGet();
    thread(name, () -> run(connection, watched)).start();
  }

  private boolean isFull() {
    return connections.size() >= link.settings().maxConnections()
        || connections.stream().filter(Watched::isStranger).count() >= MAX_STRANGERS;
  }

  private void run(ServedConnection connection, Watched watched) {
    try {
      connection.run();
    } finally {
      watched.plain().close();
      watch.remove(watched);
      connections.remove(watched);
    }
  }

  private static Thread thread(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((t, e) -> LOG.error("{} failed", t.getName(), e));
    return thread;
  }

  /** Ends all connections and frees the port. The shards stay as they are. */
  @Override
  public void close() {
    try {
      listener.close();
      // The port is free when the thread that accepts has left its system call.
      acceptor.join(CLOSE_TIMEOUT.toMillis());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close the listener on " + address, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.forEach(watched -> watched.plain().close());
      watch.close();
    }
  }
}
