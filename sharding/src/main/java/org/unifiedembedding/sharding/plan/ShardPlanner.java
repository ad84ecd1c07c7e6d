/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.plan;

import java.util.ArrayList;
import java.util.List;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/** Makes the plan of a run's shards from the hosts at hand, and refuses what does not fit. */
public final class ShardPlanner {

  /** Shards for each worker that may push at once: two workers then seldom meet in a shard. */
  private static final int SHARDS_PER_WORKER = 4;

  private static final int MAX_SHARDS = 64;

  private final TableSpec spec;
  private final MemoryModel memory;

  /**
   * A planner of one table.
   *
   * @param rowsPerPush distinct rows that one worker touches in one step, at most; sizes the
   *     buffers of lockstep
   */
  public ShardPlanner(TableSpec spec, int rowsPerPush) {
    this.spec = spec;
    memory = new MemoryModel(spec, rowsPerPush);
  }

  /**
   * Deals a good number of shards to one host.
   *
   * @throws UnifiedEmbeddingException CAPACITY when they do not fit
   */
  public ShardPlan plan(HostCapacity host) {
    int wanted = Math.min(MAX_SHARDS, SHARDS_PER_WORKER * spec.workers());
    long least = spec.geometry().rows() / spec.rowShape().maxRows() + 1;
    long shards = Math.min(spec.geometry().allBuckets(), Math.max(wanted, 2 * least));
    return plan(List.of(host), (int) shards);
  }

  /**
   * Deals shards to hosts in turn; the head lives on the first.
   *
   * @throws UnifiedEmbeddingException CAPACITY when a host's shards do not fit
   */
  public ShardPlan plan(List<HostCapacity> hosts, int shards) {
    List<HostPlan> plans = new ArrayList<>();
    RowPartition partition = new RowPartition(spec.geometry(), shards);
    for (int host = 0; host < hosts.size(); host++) {
      List<Integer> owned = new ArrayList<>();
      MemoryEstimate estimate = host == 0 ? memory.head() : MemoryEstimate.NONE;
      for (int shard = host; shard < shards; shard += hosts.size()) {
        owned.add(shard);
        estimate = estimate.plus(memory.shard((int) partition.rows(shard), shards));
      }
      plans.add(checked(new HostPlan(hosts.get(host), owned, estimate)));
    }
    return new ShardPlan(partition, plans);
  }

  private HostPlan checked(HostPlan plan) {
    long needed = plan.memory().total();
    if (needed > plan.host().memoryBytes()) {
      throw new UnifiedEmbeddingException(
          ErrorCode.CAPACITY,
          "Host "
              + plan.host().name()
              + " cannot hold its shards "
              + plan.shards()
              + ": they need "
              + needed
              + " bytes of heap ("
              + plan.memory()
              + "), it has "
              + plan.host().memoryBytes()
              + ". Give it more heap (in local mode --driver-memory), add hosts, or make the table"
              + " smaller (table.budget, table.rows or table.share).");
    }
    return plan;
  }
}
