/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts for {@link ServerMetrics}. Thread-safe. */
final class ServerCounters {
  final LongAdder accepted = new LongAdder();
  final LongAdder handshakeFailures = new LongAdder();
  final LongAdder violations = new LongAdder();
  final LongAdder lost = new LongAdder();
  private final Map<Integer, TrafficCounter> shards;
  private final TrafficCounter elsewhere = new TrafficCounter();

  ServerCounters(Set<Integer> shards) {
    this.shards =
        shards.stream().collect(Collectors.toUnmodifiableMap(i -> i, i -> new TrafficCounter()));
  }

  /** Counters of a shard; all that are not hosted here share one. */
  TrafficCounter shard(int shard) {
    return shards.getOrDefault(shard, elsewhere);
  }

  ServerMetrics snapshot(int connections) {
    return new ServerMetrics(
        shards.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> e.getValue().snapshot())),
        connections,
        accepted.sum(),
        handshakeFailures.sum(),
        violations.sum(),
        lost.sum());
  }
}
