/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan as text for people: what lies where and how much heap it takes. */
public final class PlanReport {
  private static final double MIB = 1 << 20;

  private PlanReport() {}

  /** One line for the table and one for each host; sizes in MiB of 2^20 bytes. */
  public static List<String> lines(ShardPlan plan) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d rows of %d floats in %,d buckets; %d shards, shard %d is the head",
            plan.geometry().rows(),
            plan.geometry().width(),
            plan.geometry().allBuckets(),
            plan.shards() + 1,
            plan.shards()));
    plan.hosts().forEach(host -> lines.add(line(host)));
    return lines;
  }

  private static String line(HostPlan host) {
    MemoryEstimate memory = host.memory();
    return String.format(
        Locale.ROOT,
        "executor %s: shards %s; %.1f of %.1f MiB (weights %.1f, state %.1f, marks %.1f, undo %.1f,"
            + " head %.1f, buffers %.1f)",
        host.host().name(),
        host.shards(),
        memory.total() / MIB,
        host.host().memoryBytes() / MIB,
        memory.weights() / MIB,
        memory.state() / MIB,
        memory.marks() / MIB,
        memory.undo() / MIB,
        memory.head() / MIB,
        memory.buffers() / MIB);
  }
}
