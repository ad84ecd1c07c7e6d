/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.sharding.ShardGroup;
import org.unifiedembedding.sharding.TestTables;
import org.unifiedembedding.sharding.TestTraining;
import org.unifiedembedding.sharding.channel.Security;
import org.unifiedembedding.sharding.channel.TlsIdentity;
import org.unifiedembedding.sharding.client.WorkerSession;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.store.HeadState;
import org.unifiedembedding.sharding.wire.ValueFormat;

@Timeout(60)
class SocketTransportTest {
  private static final TableGeometry GEOMETRY = new TableGeometry(16, 300, 77, 6);
  private static final int NO_BOUND = TableSpec.NO_BOUND;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void lockstepOverSocketsGivesTheBytesOfOneProcess(boolean encrypted) throws Exception {
    TableSpec spec = TestTables.spec(GEOMETRY, 3, 0);
    Security security = encrypted ? TlsIdentity.create(Instant.now()) : Security.PLAIN;
    try (ShardGroup group = TestTables.group(spec, 5);
        TestCluster cluster = new TestCluster(spec, 5, 3, TestCluster.SETTINGS, security)) {
      group.begin(1, 0);
      TestTraining.Sessions inProcess = worker -> group.session(worker, 0);
      List<long[]> expected =
          new TestTraining(inProcess, spec, group.partition(), 200, 0).run(3, 15);
      group.seal(0);
      group.commit(0);
      cluster.begin(1);
      List<SocketTransport> transports = cluster.hosts.stream().map(cluster::beside).toList();
      TestTraining.Sessions remote = worker -> cluster.session(transports.get(worker), 1, worker);
      List<long[]> finished = new TestTraining(remote, spec, cluster.partition, 200, 0).run(3, 15);
      cluster.commit();
      assertThat(finished).hasSize(3).allSatisfy(last -> assertThat(last).containsOnly(15));
      assertThat(expected).hasSameSizeAs(finished);
      assertThat(TestTables.bytes(cluster.access(1), GEOMETRY)).isEqualTo(TestTables.bytes(group));
    }
  }

  @Test
  void aParkedPullIsAnsweredByAPushOverAnotherConnection() throws Exception {
    TableSpec spec = TestTables.spec(GEOMETRY, 2, 0);
    try (TestCluster cluster = new TestCluster(spec, 2, 1)) {
      cluster.begin(1);
      WorkerSession first = cluster.session(cluster.remote(ValueFormat.FLOAT32), 1, 0);
      WorkerSession second = cluster.session(cluster.remote(ValueFormat.FLOAT32), 1, 1);
      long[] rows = {5, 17};
      cluster.push(first, 0, 1, rows);
      float[] vectors = new float[16];
      float before = cluster.pull(second, 0, rows)[0];
      CompletableFuture<Void> waiting =
          CompletableFuture.runAsync(
              () -> first.pull(1, TestTables.rows(cluster.partition, rows), vectors));
      assertThat(waiting).isNotDone();
      cluster.push(second, 0, 3, rows);
      waiting.get(20, TimeUnit.SECONDS);
      assertThat(vectors[0]).isEqualTo(before + 2);
      assertThat(vectors[6]).isZero();
    }
  }

  @Test
  void headsOfMillionsComeAndGoBitByBitWhateverTheFormatOfRows() {
    int parameters = 2_500_000;
    TableSpec small = TestTables.spec(GEOMETRY, 1, NO_BOUND);
    TableSpec spec =
        new TableSpec(
            GEOMETRY, small.rowOptimizer(), small.headOptimizer(), parameters, 7, 0, 1, NO_BOUND);
    try (TestCluster cluster = new TestCluster(spec, 1, 1)) {
      float[] weights = new float[parameters];
      for (int i = 0; i < parameters; i++) {
        weights[i] = i * 0.37f;
      }
      cluster.access(0).loadHead(HeadState.first(spec.headOptimizer(), weights.clone()));
      cluster.begin(1);
      WorkerSession session = cluster.session(cluster.remote(ValueFormat.BFLOAT16), 1, 0);
      session.pull(0, TestTables.rows(cluster.partition), new float[0]);
      assertThat(Arrays.equals(session.headWeights(0), weights)).isTrue();
      float[] gradient = weights.clone();
      session.push(0, TestTables.rows(cluster.partition), new float[0], gradient, 1);
      for (int i = 0; i < parameters; i++) {
        weights[i] += weights[i];
      }
      session.pull(1, TestTables.rows(cluster.partition), new float[0]);
      assertThat(Arrays.equals(session.headWeights(1), weights)).isTrue();
    }
  }

  @Test
  void shortenedRowsAreNearAndCountersAgreeOnBothSides() {
    TableSpec spec = TestTables.spec(GEOMETRY, 1, NO_BOUND);
    try (TestCluster cluster = new TestCluster(spec, 1, 1)) {
      cluster.begin(1);
      SocketTransport exact = cluster.remote(ValueFormat.FLOAT32);
      SocketTransport shortened = cluster.remote(ValueFormat.BFLOAT16);
      float[] expected = cluster.pull(cluster.session(exact, 1, 0), 0, 5);
      WorkerSession session = cluster.session(shortened, 1, 0);
      float[] near = cluster.pull(session, 0, 5);
      for (int i = 0; i < 6; i++) {
        assertThat(near[i]).isCloseTo(expected[i], Percentage.withPercentage(0.4));
      }
      assertThat(near[0]).isNotEqualTo(expected[0]);
      cluster.push(session, 0, 1, 5);
      HostAddress address = cluster.hosts.get(0).address();
      Traffic client = Objects.requireNonNull(shortened.metrics().get(address));
      assertThat(client.pulls()).as("rows and head").isEqualTo(2);
      assertThat(client.pushes()).isEqualTo(2);
      assertThat(client.waitNanos()).isPositive();
      Traffic other = Objects.requireNonNull(exact.metrics().get(address));
      await()
          .untilAsserted(
              () -> {
                ServerMetrics server = cluster.hosts.get(0).server.metrics();
                assertThat(server.connections()).isEqualTo(2);
                assertThat(server.accepted()).isEqualTo(2);
                assertThat(server.shards().values().stream().mapToLong(Traffic::bytesIn).sum())
                    .isEqualTo(client.bytesOut() + other.bytesOut());
                assertThat(server.shards().values().stream().mapToLong(Traffic::bytesOut).sum())
                    .isEqualTo(client.bytesIn() + other.bytesIn());
              });
    }
  }
}
