/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/**
 * Makes the plan of a run's shards from the hosts at hand, and refuses what does not fit. The
 * number of shards depends on the table and its workers alone, so that another number of hosts
 * moves shards and changes nothing else.
 */
public final class ShardPlanner {

  /** Shards for each worker that may push at once: two workers then seldom meet in a shard. */
  private static final int SHARDS_PER_WORKER = 4;

  private static final int MAX_SHARDS = 64;

  private final RowPartition partition;
  private final MemoryModel memory;
  private final int head;

  /**
   * A planner of one table with a good number of shards.
   *
   * @param rowsPerPush distinct rows that one worker touches in one step, at most; sizes the
   *     buffers of lockstep
   */
  public ShardPlanner(TableSpec spec, int rowsPerPush) {
    this(spec, rowsPerPush, shards(spec));
  }

  /** A planner of one table with so many shards. */
  ShardPlanner(TableSpec spec, int rowsPerPush, int shards) {
    partition = new RowPartition(spec.geometry(), shards);
    memory = new MemoryModel(spec, rowsPerPush);
    head = shards;
  }

  private static int shards(TableSpec spec) {
    int wanted = Math.min(MAX_SHARDS, SHARDS_PER_WORKER * spec.workers());
    long least = spec.geometry().rows() / spec.rowShape().maxRows() + 1;
    return (int) Math.min(spec.geometry().allBuckets(), Math.max(wanted, least));
  }

  /** How rows are dealt to shards, on whatever hosts. */
  public RowPartition partition() {
    return partition;
  }

  /**
   * Deals all shards to hosts in turn; the head lives on the first.
   *
   * @throws UnifiedEmbeddingException CAPACITY when a host's shards do not fit
   */
  public ShardPlan plan(List<HostCapacity> hosts) {
    return complete(hosts, Map.of());
  }

  /**
   * Leaves shards where they are and deals those that nobody holds to the hosts with the fewest.
   *
   * @param held what hosts hold, by name; hosts that are not listed are lost
   * @throws UnifiedEmbeddingException CAPACITY when a host's shards do not fit
   */
  public ShardPlan complete(
      List<HostCapacity> hosts, Map<String, ? extends Collection<Integer>> held) {
    return planned(hosts, dealt(hosts, held));
  }

  /**
   * Like {@link #complete}, and then moves as few shards as it takes for hosts to differ by one at
   * most. The head stays where it is.
   *
   * @throws UnifiedEmbeddingException CAPACITY when a host's shards do not fit
   */
  public ShardPlan balanced(
      List<HostCapacity> hosts, Map<String, ? extends Collection<Integer>> held) {
    List<SortedSet<Integer>> owned = dealt(hosts, held);
    while (true) {
      SortedSet<Integer> most = most(owned);
      SortedSet<Integer> fewest = fewest(owned);
      if (rowShards(most) - rowShards(fewest) <= 1) {
        return planned(hosts, owned);
      }
      int moved = most.headSet(head).last();
      most.remove(moved);
      fewest.add(moved);
    }
  }

  private List<SortedSet<Integer>> dealt(
      List<HostCapacity> hosts, Map<String, ? extends Collection<Integer>> held) {
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("Invalid hosts: none (must be at least one)");
    }
    List<SortedSet<Integer>> owned = new ArrayList<>();
    SortedSet<Integer> missing = new TreeSet<>();
    for (int shard = 0; shard <= head; shard++) {
      missing.add(shard);
    }
    for (HostCapacity host : hosts) {
      Collection<Integer> here = held.containsKey(host.name()) ? held.get(host.name()) : Set.of();
      owned.add(new TreeSet<>(here));
      missing.removeAll(here);
    }
    for (int shard : missing) {
      (shard == head ? owned.get(0) : fewest(owned)).add(shard);
    }
    return owned;
  }

  private SortedSet<Integer> fewest(List<SortedSet<Integer>> owned) {
    return owned.stream().min(Comparator.comparingInt(this::rowShards)).orElseThrow();
  }

  private SortedSet<Integer> most(List<SortedSet<Integer>> owned) {
    return owned.stream().max(Comparator.comparingInt(this::rowShards)).orElseThrow();
  }

  private int rowShards(SortedSet<Integer> owned) {
    return owned.headSet(head).size();
  }

  private ShardPlan planned(List<HostCapacity> hosts, List<SortedSet<Integer>> owned) {
    List<HostPlan> plans = new ArrayList<>();
    for (int host = 0; host < hosts.size(); host++) {
      MemoryEstimate estimate = MemoryEstimate.NONE;
      for (int shard : owned.get(host)) {
        estimate =
            estimate.plus(
                shard == head
                    ? memory.head()
                    : memory.shard((int) partition.rows(shard), partition.parts()));
      }
      plans.add(checked(new HostPlan(hosts.get(host), List.copyOf(owned.get(host)), estimate)));
    }
    return new ShardPlan(partition, plans);
  }

  private static HostPlan checked(HostPlan plan) {
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
              + ". Give it more heap (--driver-memory in local mode, else --executor-memory), add"
              + " executors, keep no undo images (hosts.undo = false), or make the table smaller"
              + " (table.budget, table.rows or table.share).");
    }
    return plan;
  }
}
