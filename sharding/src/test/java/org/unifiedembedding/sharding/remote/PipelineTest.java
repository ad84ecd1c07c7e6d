/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.sharding.TestTables;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.protocol.Sender;
import org.unifiedembedding.sharding.store.RowBlock;
import org.unifiedembedding.sharding.wire.ValueFormat;

/** Pulls that run ahead and pushes that nobody waits for, also over connections that break. */
@Timeout(60)
class PipelineTest {
  private static final long SEED = Long.getLong("test.seed", 20260101);
  private static final int STEPS = 200;
  private static final int ROWS = 50;
  private static final int WINDOW = 4;

  private final TableSpec spec =
      TestTables.spec(new TableGeometry(16, 300, 77, 6), 2, TableSpec.NO_BOUND);

  @Test
  void everyPushIsAppliedOnceInItsOrder() throws Exception {
    try (TestCluster cluster = new TestCluster(spec, 2, 1)) {
      trainAndCheck(cluster, cluster.hosts.get(0).address());
      ServerMetrics metrics = cluster.hosts.get(0).server.metrics();
      assertThat(metrics.shards().values().stream().mapToLong(Traffic::duplicates).sum()).isZero();
    }
  }

  @Test
  void brokenConnectionsLoseNoneOfTheWindow() throws Exception {
    try (TestCluster cluster = new TestCluster(spec, 2, 1);
        CuttingProxy proxy =
            new CuttingProxy(
                cluster.hosts.get(0).address(),
                CuttingProxy.End.CUT,
                CuttingProxy.random(SEED, 300_000))) {
      trainAndCheck(cluster, proxy.address());
      assertThat(proxy.cuts.get()).as("cuts with seed %d", SEED).isPositive();
    }
  }

  private void trainAndCheck(TestCluster cluster, HostAddress address) throws Exception {
    cluster.begin(1);
    Topology topology = new Topology(1, List.of(address, address, address));
    List<CompletableFuture<long[]>> tasks = new ArrayList<>();
    for (int worker = 0; worker < 2; worker++) {
      Sender sender = new Sender(1, 0, worker, 0);
      SocketTransport transport =
          cluster.kept(new SocketTransport(cluster.link, ValueFormat.FLOAT32, Map.of(), topology));
      tasks.add(CompletableFuture.supplyAsync(() -> train(transport, sender)));
    }
    for (CompletableFuture<long[]> task : tasks) {
      assertThat(task.get(50, TimeUnit.SECONDS)).containsOnly(STEPS);
    }
    cluster.commit();
    assertThat(TestTables.updates(cluster.access(1), spec.geometry()))
        .as("seed %d", SEED)
        .hasSize(2 * ROWS)
        .containsOnly(2f * STEPS);
  }

  private static long[] train(SocketTransport transport, Sender sender) {
    PipelinedWorker worker = new PipelinedWorker(transport, sender, 2, WINDOW);
    RowBlock[][] pulls = new RowBlock[2][];
    RowBlock[] gradients = blocks();
    int[] order = {0, 1};
    for (int i = 0; i < 2; i++) {
      pulls[i] = blocks();
    }
    worker.pull(0, pulls[0], order);
    for (int step = 0; step < STEPS; step++) {
      if (step + 1 < STEPS) {
        worker.pull(step + 1, pulls[(step + 1) % 2], order);
      }
      worker.awaitPull();
      worker.push(step, gradients, order, 1);
    }
    return worker.finish();
  }

  private static RowBlock[] blocks() {
    RowBlock[] blocks = new RowBlock[2];
    for (int shard = 0; shard < 2; shard++) {
      int[] numbers = new int[ROWS];
      for (int i = 0; i < ROWS; i++) {
        numbers[i] = i;
      }
      blocks[shard] = new RowBlock(numbers, 0, ROWS, new float[ROWS * 8]);
    }
    return blocks;
  }
}
