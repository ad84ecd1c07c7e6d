/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.sharding.TestTables;
import org.unifiedembedding.sharding.channel.Security;
import org.unifiedembedding.sharding.client.WorkerSession;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.wire.ValueFormat;

@Timeout(60)
class LostConnectionTest {
  private static final long SEED = Long.getLong("test.seed", 20260101);
  private static final TableGeometry GEOMETRY = new TableGeometry(16, 300, 77, 6);
  private static final int NO_BOUND = TableSpec.NO_BOUND;

  @Test
  void connectionsThatBreakAnywhereLoseAndDoubleNothing() throws Exception {
    TableSpec spec = TestTables.spec(GEOMETRY, 2, NO_BOUND);
    try (TestCluster cluster = new TestCluster(spec, 1, 1);
        CuttingProxy proxy =
            new CuttingProxy(
                cluster.hosts.get(0).address(),
                CuttingProxy.End.CUT,
                CuttingProxy.random(SEED, 12_000))) {
      cluster.begin(1);
      Topology topology = new Topology(1, List.of(proxy.address(), proxy.address()));
      List<CompletableFuture<Void>> tasks = new ArrayList<>();
      for (int worker = 0; worker < 2; worker++) {
        SocketTransport transport =
            new SocketTransport(cluster.link, ValueFormat.BFLOAT16, Map.of(), topology);
        WorkerSession session = cluster.session(cluster.kept(transport), 1, worker);
        tasks.add(CompletableFuture.runAsync(() -> train(cluster, session, 60)));
      }
      for (CompletableFuture<Void> task : tasks) {
        task.get(50, TimeUnit.SECONDS);
      }
      assertThat(proxy.cuts.get()).as("cuts with seed %d", SEED).isPositive();
      assertThat(cluster.commit().shards().values())
          .allSatisfy(shard -> assertThat(shard.marks()).containsOnly(60));
      assertThat(TestTables.updates(cluster.access(1), GEOMETRY))
          .as("updates with seed %d", SEED)
          .hasSize(62)
          .containsOnly(120f, 2f);
      assertThat(cluster.hosts.get(0).headStep()).isEqualTo(120);
    }
  }

  private static void train(TestCluster cluster, WorkerSession session, int steps) {
    for (int step = 0; step < steps; step++) {
      long[] rows = {5, 100 + step, 4000};
      cluster.pull(session, step, rows);
      cluster.push(session, step, 2, rows);
    }
  }

  @Test
  void aHostThatStaysAwayIsWaitedForAndThenTheTaskMayBeRetried() {
    TableSpec spec = TestTables.spec(GEOMETRY, 1, 0);
    SocketSettings settings = impatient(Duration.ofMillis(400));
    try (TestCluster cluster = new TestCluster(spec, 2, 2, settings, Security.PLAIN)) {
      cluster.begin(1);
      WorkerSession session = cluster.session(cluster.remote(ValueFormat.FLOAT32), 1, 0);
      cluster.hosts.get(0).close();
      long start = System.nanoTime();
      assertThatThrownBy(() -> cluster.pull(session, 0, 5, 600))
          .isInstanceOfSatisfying(
              UnifiedEmbeddingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RETRY))
          .hasMessageContaining(
              "Shard 0 refused the pull of step 0 of worker 0 (attempt 0): UNREACHABLE: "
                  + cluster.hosts.get(0).address()
                  + " did not come back in 0.4 s: ")
          .hasMessageContaining("Undo round 0 and repeat it");
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(400), Duration.ofSeconds(10));
    }
  }

  @Test
  void aNewTopologyReleasesThoseThatWaitForALostHost() throws Exception {
    TableSpec spec = TestTables.spec(GEOMETRY, 1, 0);
    try (TestCluster cluster = new TestCluster(spec, 2, 2)) {
      cluster.begin(1);
      SocketTransport transport = cluster.remote(ValueFormat.FLOAT32);
      WorkerSession session = cluster.session(transport, 1, 0);
      HostAddress lost = cluster.hosts.get(0).address();
      cluster.hosts.get(0).close();
      CompletableFuture<float[]> waiting =
          CompletableFuture.supplyAsync(() -> cluster.pull(session, 0, 5, 600));
      assertThat(waiting).isNotDone();
      TestHost survivor = cluster.hosts.get(1);
      survivor.group.undo(2);
      try (TestHost replacement = new TestHost(spec, cluster.partition, cluster.link, 0)) {
        replacement.begin(3, 0);
        survivor.begin(3, 0);
        transport.topology(
            new Topology(
                3, List.of(replacement.address(), survivor.address(), survivor.address())));
        assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
            .hasMessageContaining("OTHER_INCARNATION: " + lost + " has no shard in incarnation 3");
        WorkerSession next = cluster.session(transport, 3, 0);
        assertThat(cluster.pull(next, 0, 5, 600)[0]).isNotZero();
        cluster.push(next, 0, 1, 5, 600);
        assertThat(next.finish()).containsOnly(1);
        assertThatThrownBy(() -> transport.topology(cluster.topology(3)))
            .hasMessage("Invalid incarnation: 3 (must be above 3)");
      }
    }
  }

  @Test
  void aHostThatComesBackAtItsAddressIsUsedAgain() {
    TableSpec spec = TestTables.spec(GEOMETRY, 1, NO_BOUND);
    try (TestCluster cluster = new TestCluster(spec, 1, 1)) {
      cluster.begin(1);
      SocketTransport transport = cluster.remote(ValueFormat.FLOAT32);
      cluster.push(cluster.session(transport, 1, 0), 0, 1, 5);
      TestHost lost = cluster.hosts.get(0);
      PortRange same = new PortRange(lost.address().host(), lost.address().port(), 0);
      lost.close();
      try (TestHost back = new TestHost(spec, cluster.partition, cluster.link, same, 0, 1)) {
        back.begin(2, 0);
        cluster.push(cluster.session(transport, 2, 0), 0, 1, 5);
        back.commit();
        assertThat(back.headStep()).isEqualTo(1);
      }
    }
  }

  @Test
  void aConnectionThatFallsSilentIsMadeAnew() throws Exception {
    TableSpec spec = TestTables.spec(GEOMETRY, 1, NO_BOUND);
    AtomicLong life = new AtomicLong(2500);
    try (TestCluster cluster = new TestCluster(spec, 1, 1, quick(), Security.PLAIN);
        CuttingProxy proxy =
            new CuttingProxy(
                cluster.hosts.get(0).address(),
                CuttingProxy.End.SILENCE,
                () -> life.getAndSet(Long.MAX_VALUE))) {
      cluster.begin(1);
      Topology topology = new Topology(1, List.of(proxy.address(), proxy.address()));
      SocketTransport transport =
          new SocketTransport(cluster.link, ValueFormat.FLOAT32, Map.of(), topology);
      train(cluster, cluster.session(cluster.kept(transport), 1, 0), 20);
      assertThat(proxy.cuts.get()).isPositive();
      cluster.commit();
      assertThat(cluster.hosts.get(0).headStep()).isEqualTo(20);
    }
  }

  @Test
  void anInterruptedWorkerLeavesTheConnectionToTheOthers() {
    TableSpec spec = TestTables.spec(GEOMETRY, 2, 0);
    try (TestCluster cluster = new TestCluster(spec, 1, 1)) {
      cluster.begin(1);
      SocketTransport transport = cluster.remote(ValueFormat.FLOAT32);
      WorkerSession killed = cluster.session(transport, 1, 0);
      WorkerSession other = cluster.session(transport, 1, 1);
      cluster.push(killed, 0, 1, 5);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> cluster.pull(killed, 1, 5))
          .hasMessageContaining("was interrupted while it waited");
      assertThat(Thread.interrupted()).isTrue();
      cluster.pull(other, 0, 5);
      ServerMetrics metrics = cluster.hosts.get(0).server.metrics();
      assertThat(metrics.accepted()).isEqualTo(1);
      assertThat(metrics.lost()).isZero();
    }
  }

  @Test
  void anInterruptedWorkerDoesNotWaitForAHostThatIsGone() {
    TableSpec spec = TestTables.spec(GEOMETRY, 1, NO_BOUND);
    Duration patience = TestCluster.SETTINGS.patience();
    try (TestCluster cluster = new TestCluster(spec, 1, 1)) {
      cluster.begin(1);
      WorkerSession killed = cluster.session(cluster.remote(ValueFormat.FLOAT32), 1, 0);
      cluster.pull(killed, 0, 5);
      cluster.hosts.get(0).server.close();
      Thread.currentThread().interrupt();
      long start = System.nanoTime();
      assertThatThrownBy(() -> cluster.push(killed, 0, 1, 5))
          .hasMessageContaining("was interrupted while it waited");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(patience.dividedBy(2));
    }
  }

  private static SocketSettings impatient(Duration patience) {
    SocketSettings settings = TestCluster.SETTINGS;
    return new SocketSettings(
        settings.connectTimeout(),
        settings.handshakeTimeout(),
        settings.heartbeat(),
        settings.silence(),
        patience,
        settings.maxConnections());
  }

  private static SocketSettings quick() {
    SocketSettings settings = TestCluster.SETTINGS;
    return new SocketSettings(
        settings.connectTimeout(),
        settings.handshakeTimeout(),
        Duration.ofMillis(100),
        Duration.ofMillis(800),
        settings.patience(),
        settings.maxConnections());
  }
}
