/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.plan;

import java.util.List;

/**
 * The shards of one host and what they need.
 *
 * @param shards ascending; the head, if it is here, is the last
 * @param memory when every row of the shards has been touched
 */
public record HostPlan(HostCapacity host, List<Integer> shards, MemoryEstimate memory) {
  public HostPlan {
    shards = List.copyOf(shards);
  }
}
