/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.sharding.SealResult;
import org.unifiedembedding.sharding.ShardGroup;
import org.unifiedembedding.sharding.TestTables;
import org.unifiedembedding.sharding.TestTraining;
import org.unifiedembedding.sharding.channel.Security;
import org.unifiedembedding.sharding.client.TableAccess;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.store.RowSelection;
import org.unifiedembedding.sharding.wire.ValueFormat;

/** A table whose shards live in two groups, trained, listed, read and moved over real sockets. */
@Timeout(60)
class DividedTableTest {
  private static final TableGeometry GEOMETRY = new TableGeometry(16, 300, 77, 6);
  private static final TableSpec SPEC = TestTables.spec(GEOMETRY, 2, 0);

  @Test
  void aTableMovesToAnyNumberOfHostsBitByBit() throws Exception {
    try (TestCluster halves = new TestCluster(SPEC, 4, 2);
        TestCluster thirds = new TestCluster(SPEC, 7, 3);
        ShardGroup whole = TestTables.group(SPEC, 1)) {
      train(halves);
      TableAccess source = halves.access(halves.remote(ValueFormat.BFLOAT16), 1);
      TableAccess target = thirds.access(thirds.remote(ValueFormat.BFLOAT16), 0);
      move(source, target);
      move(source, whole.access());
      List<String> expected = TestTables.bytes(halves.access(1), GEOMETRY);
      assertThat(TestTables.bytes(source, GEOMETRY)).hasSizeGreaterThan(500).isEqualTo(expected);
      assertThat(TestTables.bytes(target, GEOMETRY)).isEqualTo(expected);
      assertThat(TestTables.bytes(whole)).isEqualTo(expected);
      assertThat(first(target, thirds)).containsExactly(first(halves.access(1), halves));
      assertThat(target.headWeights()).containsExactly(source.headWeights());
    }
  }

  /** Some rows as a loader would see them, in the order of their numbers. */
  private static float[] first(TableAccess access, TestCluster cluster) {
    float[] found = new float[100];
    RowGroups rows = TestTables.rows(cluster.partition, 3, 700, 701, 2222, 4876);
    float[] vectors = new float[5 * 8];
    access.read(rows, vectors);
    for (int shard = 0; shard < cluster.partition.parts(); shard++) {
      for (int i = rows.start(shard); i < rows.start(shard + 1); i++) {
        found[(int) (rows.row(shard, i) % 100)] = vectors[i * 8];
      }
    }
    return found;
  }

  @Test
  void tasksListACommittedRoundAndThoseOfAnOlderLifeAreRefused() throws Exception {
    try (TestCluster cluster = new TestCluster(SPEC, 4, 2, TestCluster.SETTINGS, Security.PLAIN)) {
      SocketTransport transport = cluster.beside(cluster.hosts.get(0));
      cluster.begin(1);
      new TestTraining(w -> cluster.session(transport, 1, w), SPEC, cluster.partition, 50, 0)
          .run(1, 3);
      TableAccess access = cluster.access(transport, 1);
      assertThatThrownBy(() -> count(access, RowSelection.TOUCHED))
          .hasMessageContaining("IN_ROUND");
      SealResult seal =
          SealResult.merge(cluster.hosts.stream().map(host -> host.group.seal(0)).toList());
      assertThat(seal.shards().keySet()).containsExactly(0, 1, 2, 3, 4);
      assertThatThrownBy(() -> count(access, RowSelection.TOUCHED))
          .hasMessageContaining("IN_ROUND");
      cluster.hosts.forEach(host -> host.group.commit(0));
      int touched = count(access, RowSelection.TOUCHED);
      assertThat(touched).isPositive().isEqualTo(count(access, RowSelection.STORED));
      cluster.hosts.forEach(host -> host.group.undo(2));
      assertThatThrownBy(() -> access.load(sink -> sink.row(5, new float[6], 0, new float[1], 0)))
          .hasMessageContaining("OTHER_INCARNATION: the shard is in incarnation 2");
      assertThat(count(cluster.access(transport, 2), RowSelection.STORED)).isEqualTo(touched);
    }
  }

  @Test
  void aGroupAnswersForItsOwnShardsOnly() {
    try (TestCluster cluster = new TestCluster(SPEC, 4, 2);
        ShardGroup whole = new ShardGroup(SPEC, cluster.partition)) {
      ShardGroup half = cluster.hosts.get(0).group;
      assertThat(half.mailboxes().keySet()).containsExactlyInAnyOrder(0, 2);
      assertThat(cluster.hosts.stream().mapToLong(host -> host.group.memoryBytes()).sum())
          .isEqualTo(whole.memoryBytes());
      assertThatThrownBy(() -> half.access().headWeights())
          .hasMessageMatching("Invalid shard: 4 \\(must be one of \\[[02], [02]\\]\\)");
    }
  }

  private static void train(TestCluster cluster) throws Exception {
    cluster.begin(1);
    List<SocketTransport> transports = cluster.hosts.stream().map(cluster::beside).toList();
    TestTraining training =
        new TestTraining(
            worker -> cluster.session(transports.get(worker), 1, worker),
            SPEC,
            cluster.partition,
            200,
            0);
    List<long[]> finished = training.run(2, 10);
    assertThat(cluster.commit().disagreement(finished)).isEmpty();
  }

  private static void move(TableAccess source, TableAccess target) {
    target.load(
        sink -> {
          for (int bucket = 0; bucket < GEOMETRY.allBuckets(); bucket++) {
            source.scan(bucket, RowSelection.STORED, sink);
          }
        });
    target.loadHead(source.headState());
  }

  private static int count(TableAccess access, RowSelection selection) {
    int[] rows = new int[1];
    for (int bucket = 0; bucket < GEOMETRY.allBuckets(); bucket++) {
      access.scan(bucket, selection, (row, w, wo, s, so) -> rows[0]++);
    }
    return rows[0];
  }
}
