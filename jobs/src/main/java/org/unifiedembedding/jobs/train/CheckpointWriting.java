/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.host.FleetWriting;
import org.unifiedembedding.jobs.host.WrittenFile;
import org.unifiedembedding.sharding.store.HeadState;

/** The checkpoint of one round, which is written and committed while the next round trains. */
final class CheckpointWriting {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointWriting.class);

  private final long round;
  private final FutureTask<Written> task;
  private final Thread thread;

  /**
   * What was committed.
   *
   * @param rows rows of the table
   * @param bytes of the files with rows
   * @param seconds from the end of the round to its commit
   */
  record Written(long rows, long bytes, double seconds) {
    static final Written NOTHING = new Written(0, 0, 0);
  }

  /**
   * Begins at once.
   *
   * @param rows that the hosts are writing
   * @param best the best round so far
   */
  CheckpointWriting(
      SparkContext spark,
      Checkpoint checkpoint,
      CheckpointInfo info,
      HeadState head,
      FleetWriting rows,
      long best) {
    round = info.round();
    long begin = System.nanoTime();
    task =
        new FutureTask<>(
            () -> {
              // A job of Delta's is not of the group that is cancelled when a host is lost.
              spark.clearJobGroup();
              Map<String, WrittenFile> written = rows.await();
              checkpoint.commit(info, head, written.values(), best);
              return written(written, (System.nanoTime() - begin) / 1e9);
            });
    thread = new Thread(task, "ue-checkpoint");
    thread.setDaemon(true);
    LOG.info("Round {} is written", round);
    thread.start();
  }

  private static Written written(Map<String, WrittenFile> files, double seconds) {
    return new Written(
        files.values().stream().mapToLong(WrittenFile::rows).sum(),
        files.values().stream().mapToLong(written -> written.file().bytes()).sum(),
        seconds);
  }

  long round() {
    return round;
  }

  /** Waits until the round is committed; throws what has prevented that, every time. */
  Written await() {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new IllegalStateException("The checkpoint of round " + round + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY, "Interrupted while round " + round + " was committed", e);
    }
  }

  /** Gives it some time to finish, and then up. */
  void close(Duration patience) {
    try {
      task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("Round {} is not committed: {}", round, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      thread.interrupt();
    }
  }
}
