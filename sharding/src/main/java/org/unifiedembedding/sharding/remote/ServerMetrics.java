/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.util.Map;

/**
 * What a server has seen since it was opened.
 *
 * @param shards traffic of each shard of this host
 * @param connections connections that are served now
 * @param accepted connections whose handshake was good
 * @param handshakeFailures connections that were refused before their first frame
 * @param violations connections that were ended because of what they sent after that
 * @param lost connections that broke or fell silent
 */
public record ServerMetrics(
    Map<Integer, Traffic> shards,
    int connections,
    long accepted,
    long handshakeFailures,
    long violations,
    long lost) {
  public ServerMetrics {
    shards = Map.copyOf(shards);
  }
}
