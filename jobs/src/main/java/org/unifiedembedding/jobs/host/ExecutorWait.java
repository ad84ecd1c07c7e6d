/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Waits for executors: until there are slots for all workers, or no more come for a while. */
final class ExecutorWait {
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Placement placement;
  private final int workers;

  ExecutorWait(Placement placement, int workers) {
    this.placement = placement;
    this.workers = workers;
  }

  /** Returns when there is nothing to wait for, or at the deadline. */
  void await(long deadlineNanos) {
    long changed = System.nanoTime();
    int before = 0;
    while (System.nanoTime() < deadlineNanos) {
      Map<String, Placement.Executor> executors = placement.executors();
      int slots = executors.values().stream().mapToInt(Placement.Executor::slots).sum();
      if (slots >= workers) {
        return;
      }
      if (executors.size() != before) {
        before = executors.size();
        changed = System.nanoTime();
      }
      if (before > 0 && System.nanoTime() - changed > QUIET.toNanos()) {
        return;
      }
      LockSupport.parkNanos(this, LOOK.toNanos());
    }
  }
}
