/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.plan;

import java.util.List;
import java.util.stream.IntStream;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.address.TableGeometry;

/**
 * Which shard owns which rows and which host holds which shards.
 *
 * @param partition deals the table's rows to the shards: part i is shard i
 * @param hosts each shard is on exactly one of them
 */
public record ShardPlan(RowPartition partition, List<HostPlan> hosts) {

  public ShardPlan {
    hosts = List.copyOf(hosts);
    List<Integer> placed = hosts.stream().flatMap(h -> h.shards().stream()).sorted().toList();
    if (!placed.equals(IntStream.range(0, partition.parts()).boxed().toList())) {
      throw new IllegalArgumentException(
          "Invalid hosts: hold shards "
              + placed
              + " (must be each of 0.."
              + (partition.parts() - 1)
              + " once)");
    }
  }

  /** The table. */
  public TableGeometry geometry() {
    return partition.geometry();
  }

  /** Number of shards, S. */
  public int shards() {
    return partition.parts();
  }

  /** Rows of a shard. */
  public int rowsOfShard(int shard) {
    return (int) partition.rows(shard);
  }
}
