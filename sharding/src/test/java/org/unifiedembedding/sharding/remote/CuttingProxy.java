/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Stands between a client and a server and ends connections after some bytes. */
final class CuttingProxy implements AutoCloseable {

  /** How a connection ends. */
  enum End {
    /** Both sides see it. */
    CUT,
    /** Nobody is told, nothing comes through any more. */
    SILENCE
  }

  private final End end;
  private final ServerSocket listener;
  private final HostAddress target;
  private final LongSupplier lives;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  final AtomicInteger cuts = new AtomicInteger();

  /** Each connection dies after as many bytes in both directions as the supplier says. */
  CuttingProxy(HostAddress target, End end, LongSupplier lives) throws IOException {
    this.end = end;
    this.target = target;
    this.lives = lives;
    listener = new ServerSocket(0, 50, InetAddress.getByName(target.host()));
    start(this::accept);
  }

  /** Lives of random length up to a maximum. */
  static LongSupplier random(long seed, long maxBytes) {
    SplittableRandom random = new SplittableRandom(seed);
    return () -> {
      synchronized (random) {
        return 1 + random.nextLong(maxBytes);
      }
    };
  }

  HostAddress address() {
    return new HostAddress(target.host(), listener.getLocalPort());
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(target.host(), target.port());
        sockets.add(client);
        sockets.add(server);
        long[] left = {lives.getAsLong()};
        start(() -> copy(client, server, left));
        start(() -> copy(server, client, left));
      } catch (IOException e) {
        // Closed, or the server is not there: the client sees its connection end.
      }
    }
  }

  private void copy(Socket from, Socket to, long[] left) {
    byte[] buffer = new byte[4096];
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int bytes = in.read(buffer); bytes >= 0; bytes = in.read(buffer)) {
        int allowed = take(left, bytes);
        out.write(buffer, 0, allowed);
        if (allowed < bytes) {
          cuts.incrementAndGet();
          if (end == End.CUT) {
            return;
          }
        }
      }
    } catch (IOException e) {
      // The other direction was cut.
    }
  }

  private static int take(long[] left, int bytes) {
    synchronized (left) {
      int allowed = (int) Math.min(left[0], bytes);
      left[0] -= allowed;
      return allowed;
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
