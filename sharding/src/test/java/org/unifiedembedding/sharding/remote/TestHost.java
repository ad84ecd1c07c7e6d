/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.sharding.SealResult;
import org.unifiedembedding.sharding.ShardGroup;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.transport.Mailbox;

/** Some shards of a plan and the server in front of them. */
final class TestHost implements AutoCloseable {
  static final PortRange LOOPBACK = new PortRange("127.0.0.1", 0, 0);

  final ShardGroup group;
  final Map<Integer, Mailbox> boxes;
  final SocketServer server;
  private long round;

  TestHost(TableSpec spec, RowPartition partition, Link link, int... shards) {
    this(spec, partition, link, LOOPBACK, shards);
  }

  TestHost(TableSpec spec, RowPartition partition, Link link, PortRange ports, int... shards) {
    group =
        new ShardGroup(
            spec, partition, Arrays.stream(shards).boxed().collect(Collectors.toUnmodifiableSet()));
    boxes = group.mailboxes();
    server = SocketServer.open(ports, link, boxes);
  }

  HostAddress address() {
    return server.address();
  }

  void begin(long incarnation, long newRound) {
    group.begin(incarnation, newRound);
    round = newRound;
  }

  /** Seals and commits; what the shards had. */
  SealResult commit() {
    SealResult seal = group.seal(round);
    group.commit(round);
    return seal;
  }

  /** Updates of the head, which this host must have, between rounds. */
  long headStep() {
    return group.access().headState().step();
  }

  @Override
  public void close() {
    server.close();
    group.close();
  }
}
