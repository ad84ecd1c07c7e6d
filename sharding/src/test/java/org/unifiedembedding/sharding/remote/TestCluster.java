/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.sharding.SealResult;
import org.unifiedembedding.sharding.TestTables;
import org.unifiedembedding.sharding.channel.Security;
import org.unifiedembedding.sharding.client.ShardClient;
import org.unifiedembedding.sharding.client.TableAccess;
import org.unifiedembedding.sharding.client.WorkerSession;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.protocol.Sender;
import org.unifiedembedding.sharding.transport.InProcessTransport;
import org.unifiedembedding.sharding.transport.Mailbox;
import org.unifiedembedding.sharding.transport.Transport;
import org.unifiedembedding.sharding.wire.RunSecret;
import org.unifiedembedding.sharding.wire.ValueFormat;
import org.unifiedembedding.sharding.wire.WireShape;

/** Hosts with the shards of a table dealt to them in turn, the head to the last. */
final class TestCluster implements AutoCloseable {

  /** Short, so that tests of what is lost are, and long enough for a busy machine. */
  static final SocketSettings SETTINGS =
      new SocketSettings(
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          64);

  final TableSpec spec;
  final RowPartition partition;
  final Link link;
  final List<TestHost> hosts = new ArrayList<>();
  private final List<SocketTransport> transports = new ArrayList<>();

  TestCluster(TableSpec spec, int shards, int hostCount) {
    this(spec, shards, hostCount, SETTINGS, Security.PLAIN);
  }

  TestCluster(
      TableSpec spec, int shards, int hostCount, SocketSettings settings, Security security) {
    this.spec = spec;
    partition = TestTables.partition(spec, shards);
    link = new Link(WireShape.of(spec, partition), RunSecret.create("test"), security, settings);
    for (int host = 0; host < hostCount; host++) {
      int number = host;
      int[] held =
          IntStream.rangeClosed(0, shards)
              .filter(shard -> hostOf(shard, shards, hostCount) == number)
              .toArray();
      hosts.add(new TestHost(spec, partition, link, held));
    }
  }

  private static int hostOf(int shard, int shards, int hostCount) {
    return shard == shards ? hostCount - 1 : shard % hostCount;
  }

  Topology topology(long incarnation) {
    return new Topology(
        incarnation,
        IntStream.rangeClosed(0, partition.parts())
            .mapToObj(shard -> hostOf(shard).address())
            .toList());
  }

  TestHost hostOf(int shard) {
    return hosts.get(hostOf(shard, partition.parts(), hosts.size()));
  }

  /** A transport of a JVM without shards. */
  SocketTransport remote(ValueFormat format) {
    return kept(new SocketTransport(link, format, Map.of(), topology(1)));
  }

  /** A transport of the JVM of a host. */
  SocketTransport beside(TestHost host) {
    return kept(new SocketTransport(link, ValueFormat.FLOAT32, host.boxes, topology(1)));
  }

  SocketTransport kept(SocketTransport transport) {
    transports.add(transport);
    return transport;
  }

  WorkerSession session(SocketTransport transport, long incarnation, int worker) {
    return new ShardClient(transport, spec, partition, new Sender(incarnation, 0, worker, 0));
  }

  /** Pulls rows of 8 floats. */
  float[] pull(WorkerSession session, long step, long... rows) {
    float[] vectors = new float[rows.length * 8];
    session.pull(step, TestTables.rows(partition, rows), vectors);
    return vectors;
  }

  /** Pushes one gradient for all 6 floats of each row, none for the head. */
  void push(WorkerSession session, long step, float gradient, long... rows) {
    float[] gradients = new float[rows.length * 8];
    for (int i = 0; i < gradients.length; i++) {
      gradients[i] = i % 8 < 6 ? gradient : 0;
    }
    session.push(step, TestTables.rows(partition, rows), gradients, new float[TestTables.HEAD], 1);
  }

  void begin(long incarnation) {
    hosts.forEach(host -> host.begin(incarnation, 0));
  }

  /** All shards by a transport of whatever JVM. */
  TableAccess access(Transport transport, long incarnation) {
    return new TableAccess(transport, spec, partition, incarnation);
  }

  /** All shards without sockets. */
  TableAccess access(long incarnation) {
    Map<Integer, Mailbox> boxes = new HashMap<>();
    hosts.forEach(host -> boxes.putAll(host.boxes));
    return access(new InProcessTransport(boxes), incarnation);
  }

  /** Commits the round of all hosts; what their shards had. */
  SealResult commit() {
    return SealResult.merge(hosts.stream().map(TestHost::commit).toList());
  }

  @Override
  public void close() {
    transports.forEach(SocketTransport::close);
    hosts.forEach(TestHost::close);
  }
}
