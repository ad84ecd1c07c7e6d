/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.sharding.TestTables;

class ShardPlannerTest {
  private static final HostCapacity A = new HostCapacity("a", Long.MAX_VALUE);
  private static final HostCapacity B = new HostCapacity("b", Long.MAX_VALUE);
  private static final HostCapacity C = new HostCapacity("c", Long.MAX_VALUE);

  @Test
  void shardsAreDealtToHostsAndTheHeadToTheFirst() {
    TableSpec spec = TestTables.spec(new TableGeometry(64, 1000, 0, 16), 2, TableSpec.NO_BOUND);
    ShardPlan plan = new ShardPlanner(spec, 0, 8).plan(List.of(A, B, C));
    assertThat(plan.hosts())
        .extracting(HostPlan::shards)
        .containsExactly(List.of(0, 3, 6, 8), List.of(1, 4, 7), List.of(2, 5));
    assertThat(plan.hosts())
        .extracting(h -> h.memory().head() > 0)
        .containsExactly(true, false, false);
    assertThat(plan.hosts().get(2).memory().weights()).isBetween(16_000L * 64, 16_000L * 66);
  }

  @Test
  void whatALostHostHeldGoesToThoseWithTheFewestAndNothingElseMoves() {
    TableSpec spec = TestTables.spec(new TableGeometry(64, 1000, 0, 16), 2, TableSpec.NO_BOUND);
    ShardPlanner planner = new ShardPlanner(spec, 0, 8);
    Map<String, List<Integer>> held =
        Map.of("a", List.of(0, 3, 6, 8), "b", List.of(1, 4, 7), "c", List.of(2, 5));
    assertThat(planner.complete(List.of(B, C), held).hosts())
        .extracting(HostPlan::shards)
        .containsExactly(List.of(1, 3, 4, 7, 8), List.of(0, 2, 5, 6));
    assertThat(planner.complete(List.of(A, B, C), held).hosts())
        .extracting(HostPlan::shards)
        .containsExactly(List.of(0, 3, 6, 8), List.of(1, 4, 7), List.of(2, 5));
  }

  @Test
  void aNewHostGetsItsShareByAsFewMovesAsItTakes() {
    TableSpec spec = TestTables.spec(new TableGeometry(64, 1000, 0, 16), 2, TableSpec.NO_BOUND);
    ShardPlanner planner = new ShardPlanner(spec, 0, 8);
    Map<String, List<Integer>> held = Map.of("a", List.of(0, 2, 4, 6, 8), "b", List.of(1, 3, 5, 7));
    assertThat(planner.complete(List.of(A, B, C), held).hosts())
        .extracting(HostPlan::shards)
        .containsExactly(List.of(0, 2, 4, 6, 8), List.of(1, 3, 5, 7), List.of());
    assertThat(planner.balanced(List.of(A, B, C), held).hosts())
        .extracting(HostPlan::shards)
        .containsExactly(List.of(0, 2, 4, 8), List.of(1, 3, 5), List.of(6, 7));
  }

  @Test
  void aTableGetsSeveralShardsForEachWorkerButNotMoreThanBuckets() {
    TableSpec wide = TestTables.spec(new TableGeometry(64, 1000, 0, 16), 3, 0);
    assertThat(new ShardPlanner(wide, 100).partition().parts()).isEqualTo(12);
    TableSpec narrow = TestTables.spec(new TableGeometry(2, 1000, 0, 16), 3, 0);
    assertThat(new ShardPlanner(narrow, 100).partition().parts()).isEqualTo(2);
  }

  @Test
  void refusesAHostThatIsTooSmallWithNumbersAndRemedy() {
    TableSpec spec = TestTables.spec(new TableGeometry(64, 1000, 0, 16), 1, 0);
    ShardPlanner planner = new ShardPlanner(spec, 100);
    assertThatThrownBy(() -> planner.plan(List.of(new HostCapacity("tiny", 1000))))
        .hasMessageMatching(
            "Host tiny cannot hold its shards .*: they need [0-9]+ bytes of heap .*, it has 1000."
                + " Give it more heap .*")
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CAPACITY));
  }

  @Test
  void aLargeTableGetsShardsOfAQuarterGibibyteAtMost() {
    TableSpec spec = TestTables.spec(new TableGeometry(1024, 1 << 20, 0, 16), 1, 0);
    assertThat(new ShardPlanner(spec, 100).partition().parts()).isEqualTo(257);
  }

  @Test
  void reportSaysWhatLiesWhere() {
    TableSpec spec = TestTables.spec(new TableGeometry(64, 1024, 0, 16), 1, 0);
    ShardPlan plan = new ShardPlanner(spec, 100).plan(List.of(new HostCapacity("driver", 1 << 30)));
    assertThat(PlanReport.lines(plan))
        .startsWith("65,536 rows of 16 floats in 64 buckets; 5 shards, shard 4 is the head")
        .element(1)
        .asString()
        .startsWith("executor driver: shards [0, 1, 2, 3, 4]; 8.5 of 1024.0 MiB (weights 4.0,");
  }
}
