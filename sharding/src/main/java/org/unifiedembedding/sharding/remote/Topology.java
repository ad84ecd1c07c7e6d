/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.io.Serializable;
import java.util.List;

/**
 * Which host holds which shard in one life of the run.
 *
 * @param incarnation raised with every new topology
 * @param hosts of shard i the address of its host; the last shard is the head
 */
public record Topology(long incarnation, List<HostAddress> hosts) implements Serializable {
  public Topology {
    hosts = List.copyOf(hosts);
  }
}
