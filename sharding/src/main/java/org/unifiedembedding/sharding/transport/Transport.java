/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.transport;

import java.util.function.BooleanSupplier;
import org.unifiedembedding.sharding.protocol.Replies;
import org.unifiedembedding.sharding.protocol.Request;

/** Carries requests to shards, wherever they are. Thread-safe. */
public interface Transport {

  /**
   * Sends a request; its answer comes in any thread, at the earliest within this call. The arrays
   * of the request are left alone by the sender until then. Whoever sends must {@link #await}.
   */
  void send(Request request, Replies replies);

  /**
   * Waits in the calling thread, doing pending work of this JVM meanwhile. Whoever makes the
   * condition true unparks the thread.
   *
   * @return false when the time ran out first
   */
  boolean await(BooleanSupplier condition, long timeoutNanos);
}
