/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.sharding.channel.PlainChannel;

/** A connection whose waits have an end. */
final class Watched {
  private final PlainChannel plain;
  private final SocketSettings settings;
  private final long openedNanos = System.nanoTime();
  private volatile boolean greeted;
  private volatile @Nullable String ended;

  Watched(PlainChannel plain, SocketSettings settings) {
    this.plain = plain;
    this.settings = settings;
  }

  /** From here on silence counts, not the time since the beginning. */
  void greeted() {
    greeted = true;
  }

  /** Whether the other side has not proved who it is. */
  boolean isStranger() {
    return !greeted;
  }

  /** Ends the connection if it takes too long. */
  void check() {
    if (!greeted) {
      end("handshake not done", System.nanoTime() - openedNanos, settings.handshakeTimeout());
    } else {
      end("nothing came", plain.silentNanos(), settings.silence());
      end("nothing could be sent", plain.writingNanos(), settings.silence());
    }
  }

  private void end(String what, long nanos, Duration limit) {
    if (nanos > limit.toNanos() && ended == null) {
      ended = what + " for " + limit.toMillis() / 1000.0 + " s";
      plain.close();
    }
  }

  /** Why the connection broke: what took too long, or else what the exception says. */
  String cause(Throwable thrown) {
    String own = ended;
    String message = thrown.getMessage();
    return own != null ? own : message != null ? message : thrown.getClass().getSimpleName();
  }

  PlainChannel plain() {
    return plain;
  }
}
