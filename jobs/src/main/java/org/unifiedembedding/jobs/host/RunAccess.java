/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.batch.EmbeddingBatch;
import org.unifiedembedding.sharding.client.TableAccess;
import org.unifiedembedding.sharding.client.WorkerSession;
import org.unifiedembedding.sharding.protocol.Sender;
import org.unifiedembedding.sharding.remote.Topology;

/**
 * A task's way to the shards of a run in one of its incarnations, from whatever JVM it runs in.
 * Travels with the task, so that a task never looks for shards where they were before.
 */
public final class RunAccess implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Broadcast<Hosting> hosting;
  private final long incarnation;
  private final @Nullable Topology topology;
  private transient @Nullable HostedRun run;

  RunAccess(Broadcast<Hosting> hosting, long incarnation, @Nullable Topology topology) {
    this.hosting = hosting;
    this.incarnation = incarnation;
    this.topology = topology;
  }

  private HostedRun here() {
    HostedRun here = run;
    if (here == null) {
      here = ShardHost.visit(hosting.value(), topology);
      run = here;
    }
    return here;
  }

  /** Lists, fills and reads the table. */
  public TableAccess table() {
    return here().access(incarnation);
  }

  /** Takes a worker's lease in a round; older attempts of the worker are refused from here on. */
  public WorkerSession session(long round, int worker, int attempt) {
    return here().session(new Sender(incarnation, round, worker, attempt));
  }

  /** Gives rows back to their shards out of files, see {@link BucketFiles#read}. */
  public long read(List<String> files, Set<Integer> buckets, RowFilter filter) {
    return hosting.value().files().read(files, buckets, table(), filter);
  }

  /** A batch of its own, for evaluation. */
  public EmbeddingBatch newBatch() {
    return here().newBatch();
  }

  /**
   * Buffers of one step of a logical worker, kept in this JVM from round to round. They belong to
   * the caller until {@link #giveBack}; whoever breaks off does not give them back, since answers
   * that are still under way may be written to them.
   */
  public WorkerMemory takeMemory(int worker) {
    return here().takeMemory(worker);
  }

  /** Leaves a worker's buffers to the next round. */
  public void giveBack(int worker, WorkerMemory memory) {
    here().giveBack(worker, memory);
  }
}
