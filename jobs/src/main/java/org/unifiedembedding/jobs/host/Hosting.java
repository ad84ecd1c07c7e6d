/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.io.Serializable;
import java.util.UUID;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.sharding.remote.Link;
import org.unifiedembedding.sharding.remote.SocketSettings;
import org.unifiedembedding.sharding.wire.ValueFormat;
import org.unifiedembedding.sharding.wire.WireShape;

/**
 * What a JVM must know to take part in a run, as a host of shards or as a guest that reaches them.
 *
 * @param id of this hosting; another one of the same run has another
 * @param files how rows are written and read
 * @param local all shards are in this one JVM, and no socket is opened
 * @param port first port to try for rows and gradients, 0 for any
 */
record Hosting(
    String id,
    String runId,
    HostedTable table,
    BucketFiles files,
    RunKeys keys,
    boolean local,
    int port,
    int portRetries,
    ValueFormat values)
    implements Serializable {

  /** A new hosting of a run, with new keys. */
  static Hosting create(
      String runId,
      HostedTable table,
      BucketFiles files,
      RunConfig.Hosts config,
      boolean local,
      boolean encrypted) {
    return new Hosting(
        UUID.randomUUID().toString(),
        runId,
        table,
        files,
        RunKeys.create(runId, encrypted),
        local,
        config.port(),
        config.portRetries(),
        config.values().equals("bf16") ? ValueFormat.BFLOAT16 : ValueFormat.FLOAT32);
  }

  Link link() {
    return new Link(
        WireShape.of(table.spec(), table.partition()),
        keys.secret(),
        keys.security(),
        SocketSettings.DEFAULT);
  }
}
