/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.sharding.TestTables;

class ShardPlannerTest {
  private static final HostCapacity LARGE = new HostCapacity("large", Long.MAX_VALUE);

  @ParameterizedTest
  @CsvSource({"16,300,77,3", "1,1,20,4", "1,500,0,1", "5,7,7,6", "4,10,1,5"})
  void everyRowHasItsOwnPlaceInOneShard(int buckets, long perBucket, long exact, int shards) {
    TableGeometry geometry = new TableGeometry(buckets, perBucket, exact, 4);
    ShardPlan plan = TestTables.plan(TestTables.spec(geometry, 2, 0), shards);
    int[] seen = new int[shards];
    for (int bucket = 0; bucket < geometry.allBuckets(); bucket++) {
      int shard = plan.shardOfBucket(bucket);
      for (int offset = 0; offset < plan.rowsOfBucket(bucket); offset++) {
        int local = plan.firstLocalRow(bucket) + offset;
        assertThat(local).isEqualTo(seen[shard]++);
        assertThat(plan.row(shard, local)).isEqualTo(bucket * perBucket + offset);
      }
    }
    for (int shard = 0; shard < shards; shard++) {
      assertThat(plan.rowsOfShard(shard)).isEqualTo(seen[shard]);
    }
  }

  @Test
  void shardsAreDealtToHostsAndTheHeadToTheFirst() {
    TableSpec spec = TestTables.spec(new TableGeometry(64, 1000, 0, 16), 2, TableSpec.NO_BOUND);
    ShardPlan plan = new ShardPlanner(spec, 0).plan(List.of(LARGE, LARGE, LARGE), 8);
    assertThat(plan.hosts()).extracting(HostPlan::shards).contains(List.of(2, 5), List.of(0, 3, 6));
    assertThat(plan.hosts())
        .extracting(h -> h.memory().head() > 0)
        .containsExactly(true, false, false);
    assertThat(plan.hosts().get(2).memory().weights()).isBetween(16_000L * 64, 16_000L * 66);
  }

  @Test
  void oneHostGetsSeveralShardsForEachWorkerButNotMoreThanBuckets() {
    TableSpec wide = TestTables.spec(new TableGeometry(64, 1000, 0, 16), 3, 0);
    assertThat(new ShardPlanner(wide, 100).plan(LARGE).shards()).isEqualTo(12);
    TableSpec narrow = TestTables.spec(new TableGeometry(2, 1000, 0, 16), 3, 0);
    assertThat(new ShardPlanner(narrow, 100).plan(LARGE).shards()).isEqualTo(2);
  }

  @Test
  void refusesAHostThatIsTooSmallWithNumbersAndRemedy() {
    TableSpec spec = TestTables.spec(new TableGeometry(64, 1000, 0, 16), 1, 0);
    ShardPlanner planner = new ShardPlanner(spec, 100);
    assertThatThrownBy(() -> planner.plan(new HostCapacity("tiny", 1000)))
        .hasMessageMatching(
            "Host tiny cannot hold its shards .*: they need [0-9]+ bytes of heap .*, it has 1000."
                + " Give it more heap .*")
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CAPACITY));
  }

  @Test
  void refusesShardsWithoutBucketsAndShardsThatAreTooLarge() {
    TableSpec small = TestTables.spec(new TableGeometry(2, 10, 0, 16), 1, 0);
    assertThatThrownBy(() -> TestTables.plan(small, 3))
        .hasMessage("Invalid shards: 3 (must be in [1, 2 buckets])");
    TableSpec large = TestTables.spec(new TableGeometry(4, 1 << 30, 0, 16), 1, 0);
    assertThatThrownBy(() -> TestTables.plan(large, 2)).hasMessageContaining("plan more shards");
  }

  @Test
  void reportSaysWhatLiesWhere() {
    TableSpec spec = TestTables.spec(new TableGeometry(64, 1024, 0, 16), 1, 0);
    ShardPlan plan = new ShardPlanner(spec, 100).plan(new HostCapacity("driver", 1 << 30));
    assertThat(PlanReport.text(plan))
        .startsWith(String.format("65,536 rows of 16 floats in 64 buckets, 4 shards%n"))
        .contains("driver: shards [0, 1, 2, 3]; 8.5 of 1024.0 MiB (weights 4.0, state 0.3,");
  }
}
