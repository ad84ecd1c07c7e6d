/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.plan;

import java.util.List;
import java.util.stream.IntStream;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.address.TableGeometry;

/**
 * Which shard owns which rows and which host holds which shards.
 *
 * @param partition deals the table's rows to the shards: part i is shard i; shard S, behind them,
 *     is the head
 * @param hosts each shard is on exactly one of them
 */
public record ShardPlan(RowPartition partition, List<HostPlan> hosts) {

  public ShardPlan {
    hosts = List.copyOf(hosts);
    List<Integer> placed = hosts.stream().flatMap(h -> h.shards().stream()).sorted().toList();
    if (!placed.equals(IntStream.rangeClosed(0, partition.parts()).boxed().toList())) {
      throw new IllegalArgumentException(
          "Invalid hosts: hold shards "
              + placed
              + " (must be each of 0.."
              + partition.parts()
              + " once)");
    }
  }

  /** The table. */
  public TableGeometry geometry() {
    return partition.geometry();
  }

  /** Number of shards of rows, S; also the number of the head. */
  public int shards() {
    return partition.parts();
  }

  /** Heap that the hosts' shards take when every row has been touched. */
  public long memoryBytes() {
    return hosts.stream().mapToLong(host -> host.memory().total()).sum();
  }
}
