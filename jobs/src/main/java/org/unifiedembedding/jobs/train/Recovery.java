/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.List;
import java.util.function.Supplier;
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
  private int repetitions;

  /**
   * Recovery for one driver.
   *
   * @param retries repetitions between two achievements before the run gives up
   * @param events where repetitions are noted
   */
  Recovery(RunHosts hosts, int retries, List<TrainEvent> events) {
    this.hosts = hosts;
    this.retries = retries;
    this.events = events;
  }

  /**
   * What a repetition begins with.
   *
   * @param round the first round that is repeated
   * @param examples that have to be trained again, at most
   */
  record From(long round, long examples) {}

  /**
   * Does a step, again where it breaks off for a reason that may have gone.
   *
   * @param what start, round or candidate
   * @param mend is called before each repetition
   */
  <T> T repeat(String what, Supplier<From> mend, Supplier<T> step) {
    @Nullable String broken = null;
    long since = 0;
    while (true) {
      try {
        if (broken != null) {
          From from = mend.get();
          double seconds = (System.nanoTime() - since) / 1e9;
          events.add(
              new TrainEvent(what + "-repeated", from.round(), broken, seconds, from.examples()));
          LOG.warn("Round {} goes on after {} s", from.round(), String.format("%.1f", seconds));
          broken = null;
        }
        return step.get();
      } catch (Exception e) { // Scala throws checked exceptions undeclared.
        if (repetitions == retries || !mayBeRepeated(e)) {
          throw unchecked(e);
        }
        repetitions++;
        since = broken == null ? System.nanoTime() : since;
        String why = hosts.hasLost() ? "lost executors " + hosts.describeLost() : rootMessage(e);
        broken = broken == null || broken.equals(why) ? why : broken + "; " + why;
        LOG.warn("The {} is repeated ({} of {}): {}", what, repetitions, retries, why);
      }
    }
  }

  /** Something is done that no repetition does again, so repetitions are counted anew. */
  void achieved() {
    repetitions = 0;
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
