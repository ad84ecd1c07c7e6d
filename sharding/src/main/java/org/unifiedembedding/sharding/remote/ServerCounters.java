/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts for {@link ServerMetrics}. Thread-safe. */
final class ServerCounters {
  final LongAdder accepted = new LongAdder();
  final LongAdder handshakeFailures = new LongAdder();
  final LongAdder violations = new LongAdder();
  final LongAdder lost = new LongAdder();
  private final TrafficCounter[] shards;

  /** Counters for all shards of a table and its head, since any may come here. */
  ServerCounters(int rowShards) {
    shards = new TrafficCounter[rowShards + 1];
    Arrays.setAll(shards, shard -> new TrafficCounter());
  }

  TrafficCounter shard(int shard) {
    return shards[shard];
  }

  /** What was counted for the shards that are here now. */
  ServerMetrics snapshot(Set<Integer> here, int connections) {
    return new ServerMetrics(
        here.stream()
            .collect(Collectors.toUnmodifiableMap(i -> i, shard -> shards[shard].snapshot())),
        connections,
        accepted.sum(),
        handshakeFailures.sum(),
        violations.sum(),
        lost.sum());
  }
}
