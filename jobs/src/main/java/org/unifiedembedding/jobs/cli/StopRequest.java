/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.util.SignalUtils;
import org.unifiedembedding.embedding.error.ErrorCode;

/**
 * SIGTERM, by which a scheduler or a resource manager asks a command to stop. The jobs of the
 * command are cancelled, it gets some seconds to clear away what it has begun, and the process ends
 * with the exit code of {@link ErrorCode#RETRY}; with zero where the work was done by then. A
 * second signal ends the process at once. Thread-safe.
 */
public final class StopRequest {
  /** Below the 10 s after which a Spark Worker kills a driver that it has asked to stop. */
  private static final Duration GRACE = Duration.ofSeconds(8);

  /** Between two cancellations: work may start another job after one that was cancelled. */
  private static final Duration INTERVAL = Duration.ofMillis(100);

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Runnable cancellation = () -> {};
  private volatile boolean made;

  /** Nobody asks; for a command line inside another process. */
  StopRequest() {}

  /** Listens to the signals of this process from now on. */
  public static StopRequest ofProcess() {
    StopRequest request = new StopRequest();
    SignalUtils.register("TERM", request::receive);
    return request;
  }

  /** What cancels the work that runs; may be called at any time and more than once. */
  void cancelBy(Runnable cancellation) {
    this.cancellation = cancellation;
  }

  /** Whether the process has been asked to stop. */
  boolean made() {
    return made;
  }

  /** The process's exit code when its command has ended with this one. */
  public int exitCode(int commandCode) {
    ended.countDown();
    return made && commandCode != 0 ? ErrorCode.RETRY.exitCode() : commandCode;
  }

  /** Runs in the thread of the signal; true: the signal needs no other handler. */
  private Object receive() {
    made = true;
    boolean cleared = false;
    try {
      for (long left = GRACE.dividedBy(INTERVAL); left > 0 && !cleared; left--) {
        cancellation.run();
        cleared = ended.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!cleared) {
        System.exit(ErrorCode.RETRY.exitCode());
      }
    }
    return true;
  }
}
