/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.util.concurrent.atomic.LongAdder;
import org.unifiedembedding.sharding.protocol.Answer;
import org.unifiedembedding.sharding.protocol.Request;

/** Counts for a {@link Traffic}. Thread-safe. */
final class TrafficCounter {
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private final LongAdder pulls = new LongAdder();
  private final LongAdder pushes = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder waitNanos = new LongAdder();

  void read(long bytes) {
    bytesIn.add(bytes);
  }

  void wrote(long bytes) {
    bytesOut.add(bytes);
  }

  void asked(Request request) {
    if (request instanceof Request.Pull) {
      pulls.increment();
    } else if (request instanceof Request.Push) {
      pushes.increment();
    }
  }

  /** Counts an answer to a request that was asked at a time of System.nanoTime. */
  void answered(Request request, Answer answer, long askedNanos) {
    if (request instanceof Request.Pull) {
      waitNanos.add(System.nanoTime() - askedNanos);
    }
    if (answer instanceof Answer.Duplicate) {
      duplicates.increment();
    } else if (answer instanceof Answer.Refused) {
      refused.increment();
    }
  }

  Traffic snapshot() {
    return new Traffic(
        bytesIn.sum(),
        bytesOut.sum(),
        pulls.sum(),
        pushes.sum(),
        duplicates.sum(),
        refused.sum(),
        waitNanos.sum());
  }
}
