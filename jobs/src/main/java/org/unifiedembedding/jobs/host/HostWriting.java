/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.sharding.ShardGroup;

/** Writes the rows of one host on a thread of its own. Thread-safe. */
final class HostWriting {
  private static final Logger LOG = LoggerFactory.getLogger(HostWriting.class);

  private final FutureTask<WrittenFile> task;

  /** Begins at once. */
  HostWriting(BucketFiles files, Order.Write order, ShardGroup shards, String runId) {
    task =
        new FutureTask<>(() -> files.write(order.round(), order.rows(), order.buckets(), shards));
    Thread thread = new Thread(task, "ue-checkpoint-" + runId);
    thread.setDaemon(true);
    thread.start();
  }

  WriteState state() {
    if (!task.isDone()) {
      return new WriteState(null, null);
    }
    try {
      return new WriteState(task.get(), null);
    } catch (ExecutionException e) {
      LOG.warn("The rows of this host are not written", e.getCause());
      return new WriteState(null, String.valueOf(e.getCause()));
    } catch (CancellationException e) {
      return new WriteState(null, "cancelled");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new WriteState(null, e.toString());
    }
  }

  /** Nobody wants the file any more. */
  void cancel() {
    task.cancel(true);
  }
}
