/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.sharding.TestTables;
import org.unifiedembedding.sharding.plan.ShardPlan;
import org.unifiedembedding.sharding.store.RowBlock;

class RowGroupsTest {

  @ParameterizedTest
  @CsvSource({"16,300,77,3", "1,1,2000,7", "1000,1073741,123456,24", "512,1000003,0,8"})
  void eachRowIsInTheGroupOfItsShardWithItsPlace(
      int buckets, long perBucket, long exact, int shards) {
    TableGeometry geometry = new TableGeometry(buckets, perBucket, exact, 4);
    ShardPlan plan = TestTables.plan(TestTables.spec(geometry, 1, 0), shards);
    RowGroups groups = new RowGroups(plan);
    long[] rows = new Random(5).longs(3000, 0, geometry.rows()).toArray();
    rows[0] = geometry.rows() - 1;
    rows[1] = 0;
    groups.group(rows, 2500);
    int seen = 0;
    for (int shard = 0; shard < shards; shard++) {
      RowBlock block = groups.block(shard, new float[0]);
      for (int i = block.from(); i < block.from() + block.count(); i++) {
        assertThat(plan.row(shard, block.rows()[i])).isEqualTo(rows[block.places()[i]]);
        assertThat(i == block.from() || block.places()[i] > block.places()[i - 1]).isTrue();
        seen++;
      }
    }
    assertThat(seen).isEqualTo(2500);
  }

  @Test
  void refusesARowBehindTheLast() {
    TableGeometry geometry = new TableGeometry(2, 10, 5, 4);
    RowGroups groups = new RowGroups(TestTables.plan(TestTables.spec(geometry, 1, 0), 2));
    assertThatThrownBy(() -> groups.group(new long[] {25}, 1))
        .hasMessage("Invalid row: 25 (must be in [0, 25))");
  }
}
