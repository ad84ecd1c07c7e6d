/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.host.RunHosts;

/** Repeats what a lost host, a failed task or the like has broken off, and notes it. */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  /** Spark's name of the error. */
  private static final String CANCELLED = "SPARK_JOB_CANCELLED";

  private final RunHosts hosts;
  private final int retries;
  private final List<TrainEvent> events;

  /**
   * Recovery for one driver.
   *
   * @param retries times that a step is repeated before the run gives up
   * @param events where repetitions are noted
   */
  Recovery(RunHosts hosts, int retries, List<TrainEvent> events) {
    this.hosts = hosts;
    this.retries = retries;
    this.events = events;
  }

  /**
   * Does a step, again where it breaks off for a reason that may have gone.
   *
   * @param what start, round or candidate
   * @param step is told the number of the attempt, from 0; a later one mends first what the one
   *     before has left
   */
  <T> T repeat(String what, long round, IntFunction<T> step) {
    for (int attempt = 0; ; attempt++) {
      try {
        return step.apply(attempt);
      } catch (Exception e) { // Scala throws checked exceptions undeclared.
        if (attempt == retries || !mayBeRepeated(e)) {
          throw unchecked(e);
        }
        LOG.warn(
            "The {} of round {} failed and is repeated ({} of {}): {}",
            what,
            round,
            attempt + 1,
            retries,
            e.toString());
        events.add(new TrainEvent(what + "-repeated", round, rootMessage(e)));
      }
    }
  }

  /** A job that was cancelled is not begun again, unless a lost host was the reason. */
  private boolean mayBeRepeated(Exception e) {
    UnifiedEmbeddingException known = known(e);
    return known != null
        ? known.code() == ErrorCode.RETRY
        : hosts.hasLost() || !String.valueOf(e.getMessage()).contains(CANCELLED);
  }

  private static RuntimeException unchecked(Exception e) {
    UnifiedEmbeddingException known = known(e);
    if (known != null) {
      return known;
    }
    return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
  }

  private static @Nullable UnifiedEmbeddingException known(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnifiedEmbeddingException known) {
        return known;
      }
    }
    return null;
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString();
  }
}
