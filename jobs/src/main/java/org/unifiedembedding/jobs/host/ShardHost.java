/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.head.Head;
import org.unifiedembedding.sharding.ShardGroup;

/** The runs that this JVM hosts. Thread-safe. */
public final class ShardHost {
  private static final Map<String, HostedRun> RUNS = new ConcurrentHashMap<>();

  private ShardHost() {}

  /** Hosts a run's shards until it is closed. */
  public static HostedRun open(
      String runId,
      Supplier<ShardGroup> newShards,
      TableLayout layout,
      ExampleSchema schema,
      Head head) {
    return RUNS.compute(
        runId,
        (id, hosted) -> {
          if (hosted != null) {
            throw new IllegalStateException("Run " + id + " is hosted in this JVM already");
          }
          return new HostedRun(newShards, layout, schema, head);
        });
  }

  /** The run of this id. */
  public static HostedRun of(String runId) {
    HostedRun run = RUNS.get(runId);
    if (run == null) {
      throw new IllegalStateException("Run " + runId + " is not hosted in this JVM");
    }
    return run;
  }

  /** Frees a run's memory; does nothing when it is not hosted here. */
  public static void close(String runId) {
    HostedRun run = RUNS.remove(runId);
    if (run != null) {
      run.close();
    }
  }
}
