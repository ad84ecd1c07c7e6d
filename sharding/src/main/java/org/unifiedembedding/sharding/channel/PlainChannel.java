/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * A TCP connection.
 *
 * <p>Blocking calls have no time-out: each would cost two more system calls, and they are what a
 * transport spends its time in. Instead the channel says how long its present call has lasted, and
 * a thread that watches many channels closes those that last too long.
 */
public final class PlainChannel implements Channel {
  private static final long IDLE = 0;

  private final SocketChannel socket;
  private final String peer;
  private volatile long readingSince = IDLE;
  private volatile long writingSince = IDLE;

  /** Takes over a connected socket. */
  public PlainChannel(SocketChannel socket) throws IOException {
    this.socket = socket;
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    peer = String.valueOf(socket.getRemoteAddress()).replaceFirst("^.*/", "");
  }

  /** Connects to a host, looking its name up anew. */
  public static PlainChannel connect(String host, int port, Duration timeout) throws IOException {
    SocketChannel socket = SocketChannel.open();
    try {
      socket
          .socket()
          .connect(new InetSocketAddress(host, port), Math.toIntExact(timeout.toMillis()));
      return new PlainChannel(socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Address and port of the other side. */
  public String peer() {
    return peer;
  }

  /** How long the present read has brought nothing; 0 when nobody reads. */
  public long silentNanos() {
    return since(readingSince);
  }

  /** How long the present write has lasted; 0 when nobody writes. */
  public long writingNanos() {
    return since(writingSince);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    readingSince = now();
    try {
      return socket.read(target);
    } finally {
      readingSince = IDLE;
    }
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      writingSince = now();
      try {
        socket.write(source);
      } finally {
        writingSince = IDLE;
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close the connection with " + peer, e);
    }
  }

  private static long now() {
    return System.nanoTime() | 1;
  }

  private static long since(long start) {
    return start == IDLE ? 0 : Math.max(0, System.nanoTime() - start);
  }
}
