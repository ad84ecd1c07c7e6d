/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.time.Duration;

/**
 * How long the two sides of a connection wait, and for how many.
 *
 * @param connectTimeout longest wait for a TCP connection
 * @param handshakeTimeout longest time from the connection to the end of the handshake
 * @param heartbeat a client sends a ping that often
 * @param silence a connection that brings nothing for so long, or takes nothing, is lost; above the
 *     heartbeat and above the longest pause of a collector
 * @param patience how long a client tries to reach a host again before it refuses requests; below
 *     the time-out of a worker's session, so that a request has an answer by then
 * @param maxConnections connections that a server serves at once
 */
public record SocketSettings(
    Duration connectTimeout,
    Duration handshakeTimeout,
    Duration heartbeat,
    Duration silence,
    Duration patience,
    int maxConnections) {

  /** For executors in one data centre. */
  public static final SocketSettings DEFAULT =
      new SocketSettings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          4096);

  public SocketSettings {
    check("connectTimeout", connectTimeout);
    check("handshakeTimeout", handshakeTimeout);
    check("heartbeat", heartbeat);
    check("silence", silence);
    check("patience", patience);
    if (silence.compareTo(heartbeat.multipliedBy(2)) < 0) {
      throw new IllegalArgumentException(
          "Invalid silence: "
              + silence
              + " (must be at least twice the heartbeat, "
              + heartbeat
              + ")");
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          "Invalid maxConnections: " + maxConnections + " (must be >= 1)");
    }
  }

  private static void check(String name, Duration value) {
    if (value.toMillis() < 1 || value.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Invalid " + name + ": " + value + " (must be in [1 ms, 24 days])");
    }
  }
}
