/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.plan;

import java.util.List;
import java.util.stream.IntStream;
import org.unifiedembedding.embedding.address.TableGeometry;

/**
 * Which shard owns which rows and which host holds which shards. Buckets are dealt to the shards in
 * turn, so that the few hot buckets of exact rows do not meet in one shard and any owner is found
 * by arithmetic. Inside a shard its buckets follow each other without holes; the number of a row in
 * its shard is its local row.
 *
 * @param shards number of shards, S
 * @param hosts each shard is on exactly one of them
 */
public record ShardPlan(TableGeometry geometry, int shards, List<HostPlan> hosts) {
  /** Local rows are ints, with room for arithmetic. */
  static final int MAX_ROWS_OF_SHARD = 1 << 30;

  public ShardPlan {
    hosts = List.copyOf(hosts);
    if (shards < 1 || shards > geometry.allBuckets()) {
      throw new IllegalArgumentException(
          "Invalid shards: " + shards + " (must be in [1, " + geometry.allBuckets() + " buckets])");
    }
    List<Integer> placed = hosts.stream().flatMap(h -> h.shards().stream()).sorted().toList();
    if (!placed.equals(IntStream.range(0, shards).boxed().toList())) {
      throw new IllegalArgumentException(
          "Invalid hosts: hold shards "
              + placed
              + " (must be each of 0.."
              + (shards - 1)
              + " once)");
    }
    for (int shard = 0; shard < shards; shard++) {
      checkRows(shard, rowsOf(geometry, shards, shard));
    }
  }

  /** The shard that owns a bucket. */
  public int shardOfBucket(int bucket) {
    return bucket % shards;
  }

  /** The local row of a bucket's first row in the shard that owns it. */
  public int firstLocalRow(int bucket) {
    return Math.toIntExact(bucket / shards * geometry.rowsPerBucket());
  }

  /** Rows of a bucket: rowsPerBucket, or fewer in the last. */
  public int rowsOfBucket(int bucket) {
    long first = bucket * geometry.rowsPerBucket();
    return (int) Math.min(geometry.rowsPerBucket(), geometry.rows() - first);
  }

  /** Rows of a shard. */
  public int rowsOfShard(int shard) {
    return (int) rowsOf(geometry, shards, shard);
  }

  /** The row of a local row of a shard. */
  public long row(int shard, int localRow) {
    long perBucket = geometry.rowsPerBucket();
    return (localRow / perBucket * shards + shard) * perBucket + localRow % perBucket;
  }

  private static long rowsOf(TableGeometry geometry, int shards, int shard) {
    int last = geometry.allBuckets() - 1;
    int buckets = (last - shard) / shards + 1;
    long rows = buckets * geometry.rowsPerBucket();
    boolean ownsLast = last % shards == shard;
    return ownsLast ? rows - (last + 1) * geometry.rowsPerBucket() + geometry.rows() : rows;
  }

  private static void checkRows(int shard, long rows) {
    if (rows > MAX_ROWS_OF_SHARD) {
      throw new IllegalArgumentException(
          "Invalid shards: shard "
              + shard
              + " would own "
              + rows
              + " rows (must be <= "
              + MAX_ROWS_OF_SHARD
              + "; plan more shards)");
    }
  }
}
