/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.plan;

/**
 * A JVM that may hold shards.
 *
 * @param memoryBytes heap that the shards may take
 */
public record HostCapacity(String name, long memoryBytes) {
  public HostCapacity {
    if (memoryBytes < 0) {
      throw new IllegalArgumentException("Invalid memoryBytes: " + memoryBytes + " (must be >= 0)");
    }
  }
}
