/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import org.apache.spark.metrics.source.Source;
import org.unifiedembedding.sharding.ShardMetrics;

/**
 * The shards of one host in Spark's metrics system, so that all of its sinks have them: for shard 3
 * of a run {@code UnifiedEmbedding.RUN.shard.3.pushes} and so on, see {@link ShardMetrics}.
 */
final class ShardSource implements Source {
  private static final Map<String, ToLongFunction<ShardMetrics>> GAUGES =
      Map.of(
          "rows", ShardMetrics::rows,
          "memoryBytes", ShardMetrics::memoryBytes,
          "pulls", ShardMetrics::pulls,
          "pushes", ShardMetrics::pushes,
          "duplicates", ShardMetrics::duplicates,
          "gaps", ShardMetrics::gaps,
          "refused", ShardMetrics::refused);

  private final String name;
  private final MetricRegistry registry = new MetricRegistry();

  /**
   * A source of the shards that a host has now.
   *
   * @param metrics of a shard, at any time
   */
  ShardSource(String runId, Iterable<Integer> shards, IntFunction<Optional<ShardMetrics>> metrics) {
    name = "UnifiedEmbedding." + runId;
    for (int shard : shards) {
      GAUGES.forEach(
          (gauge, value) ->
              registry.register(
                  MetricRegistry.name("shard", Integer.toString(shard), gauge),
                  (Gauge<Long>) () -> metrics.apply(shard).map(value::applyAsLong).orElse(0L)));
    }
  }

  @Override
  public String sourceName() {
    return name;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }
}
