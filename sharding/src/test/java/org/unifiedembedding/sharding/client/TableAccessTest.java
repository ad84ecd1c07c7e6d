/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.sharding.ShardGroup;
import org.unifiedembedding.sharding.TestTables;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.protocol.Replies;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.store.HeadState;
import org.unifiedembedding.sharding.store.RowSelection;
import org.unifiedembedding.sharding.transport.Transport;

class TableAccessTest {
  private static final long SEED = Long.getLong("test.seed", 20260101);

  /** Rows that fill several blocks, alone and in runs, with and without padding in the shard. */
  @ParameterizedTest
  @CsvSource({"6,1,3", "8,1,1", "8,40,2", "3,500,4"})
  void listsWhatWasLoadedWhateverTheOrderAndTheRuns(int width, int run, int shards) {
    TableGeometry geometry = new TableGeometry(3, 20_000, 77, width);
    BitSet chosen = chosen(geometry, run);
    try (ShardGroup group = TestTables.group(TestTables.spec(geometry, 1, 0), shards)) {
      List<Integer> order = new ArrayList<>(chosen.stream().boxed().toList());
      for (int i = order.size() - 1; i > 0; i -= 7) {
        order.add(order.remove(i / 2));
      }
      group.access().load(sink -> order.forEach(row -> give(row, width, sink)));
      List<Long> listed = new ArrayList<>();
      for (int bucket = 0; bucket < geometry.allBuckets(); bucket++) {
        group.access().scan(bucket, RowSelection.STORED, checking(width, listed));
        group.access().scan(bucket, RowSelection.TOUCHED, (row, w, wo, s, so) -> listed.add(-1L));
      }
      assertThat(listed)
          .as("seed %d", SEED)
          .isEqualTo(chosen.stream().mapToObj(Long::valueOf).toList());
    }
  }

  private static BitSet chosen(TableGeometry geometry, int run) {
    SplittableRandom random = new SplittableRandom(SEED);
    BitSet chosen = new BitSet();
    int row = 0;
    while (row < geometry.rows()) {
      int end = (int) Math.min(geometry.rows(), row + 1 + random.nextInt(run));
      chosen.set(row, end);
      row = end + 1 + random.nextInt(2);
    }
    return chosen;
  }

  private static void give(int row, int width, RowSink sink) {
    float[] weights = new float[width + 2];
    Arrays.fill(weights, row + 0.5f);
    sink.row(row, weights, 2, new float[] {-1, row}, 1);
  }

  private static RowSink checking(int width, List<Long> listed) {
    return (row, weights, weightOffset, state, stateOffset) -> {
      listed.add(row);
      for (int i = 0; i < width; i++) {
        assertThat(weights[weightOffset + i]).isEqualTo((float) row + 0.5f);
      }
      assertThat(state[stateOffset]).isEqualTo((float) row);
    };
  }

  @Test
  void readsAnyRowsAsALoaderWould() {
    TableGeometry geometry = new TableGeometry(16, 300, 77, 6);
    try (ShardGroup group = TestTables.group(TestTables.spec(geometry, 1, 0), 5)) {
      TableAccess access = group.access();
      access.load(sink -> List.of(5, 4801, 2000).forEach(row -> give(row, 6, sink)));
      RowGroups rows = TestTables.rows(group.partition(), 2000, 7, 4801, 5, 4000);
      float[] vectors = new float[5 * 8];
      Arrays.fill(vectors, 77);
      access.read(rows, vectors);
      Map<Long, Float> first = new TreeMap<>();
      for (int shard = 0; shard < 5; shard++) {
        for (int i = rows.start(shard); i < rows.start(shard + 1); i++) {
          first.put(rows.row(shard, i), vectors[i * 8]);
          assertThat(vectors[i * 8 + 7]).isZero();
        }
      }
      assertThat(first)
          .isEqualTo(Map.of(5L, 5.5f, 7L, 0f, 2000L, 2000.5f, 4000L, 0f, 4801L, 4801.5f));
    }
  }

  @Test
  void refusalsMayBeRetriedAndSayWhy() {
    TableSpec spec = TestTables.spec(new TableGeometry(16, 300, 77, 6), 1, 0);
    try (ShardGroup group = TestTables.group(spec, 3)) {
      TableAccess older = group.access();
      group.begin(1, 4);
      assertThatThrownBy(() -> older.scan(7, RowSelection.STORED, (r, w, wo, s, so) -> {}))
          .isInstanceOfSatisfying(
              UnifiedEmbeddingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RETRY))
          .hasMessage(
              "Shard 1 refused the scan of bucket 7 of a task of incarnation 0: OTHER_INCARNATION:"
                  + " the shard is in incarnation 1, round 4. Repeat it when all shards are in one"
                  + " incarnation again; if that does not help, see the log of the shard's host.");
      TableAccess access = group.access();
      assertThatThrownBy(() -> access.load(sink -> give(600, 6, sink)))
          .hasMessageContaining("Shard 2 refused the load of a task of incarnation 1: IN_ROUND:")
          .hasMessageContaining("round 4 is OPEN");
      assertThatThrownBy(access::headState).hasMessageContaining("Shard 3 refused the scan of the");
      assertThat(access.headWeights()).hasSize(TestTables.HEAD).containsOnly(0);
    }
  }

  @Test
  void aClosedGroupRefusesItsTasks() {
    ShardGroup group = TestTables.group(TestTables.spec(new TableGeometry(4, 10, 0, 6), 1, 0), 1);
    group.close();
    assertThatThrownBy(() -> group.access().headWeights())
        .hasMessageContaining("NOT_OPEN: the shard is closed");
  }

  @Test
  void refusesRowsAndHeadsThatCannotBe() {
    TableSpec spec = TestTables.spec(new TableGeometry(16, 300, 77, 6), 1, 0);
    try (ShardGroup group = TestTables.group(spec, 1)) {
      TableAccess access = group.access();
      assertThatThrownBy(() -> access.load(sink -> give(4877, 6, sink)))
          .hasMessage("Invalid row: 4877 (must be in [0, 4877))");
      assertThatThrownBy(() -> access.loadHead(new HeadState(new float[4], new float[1], 0)))
          .hasMessage("Invalid head weights: 4 floats (must be 5)");
      assertThatThrownBy(() -> access.loadHead(new HeadState(new float[5], new float[2], 0)))
          .hasMessage("Invalid head state: 2 floats (must be 1)");
      RowGroups others = new RowGroups(new RowPartition(spec.geometry(), 2));
      assertThatThrownBy(() -> access.read(others, new float[8]))
          .hasMessage("Invalid rows: grouped into 2 parts (must be 1, the shards)");
    }
  }

  @Test
  void aShardThatDoesNotAnswerIsGivenUp() {
    TableSpec spec = TestTables.spec(new TableGeometry(4, 10, 0, 6), 1, 0, Duration.ofMillis(20));
    RowPartition partition = TestTables.partition(spec, 1);
    TableAccess access = new TableAccess(new Silence(), spec, partition, 3);
    assertThatThrownBy(() -> access.scan(0, RowSelection.STORED, (r, w, wo, s, so) -> {}))
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RETRY))
        .hasMessageStartingWith(
            "The scan of bucket 0 of a task of incarnation 3 waited 0.02 s for the shards. Repeat");
  }

  /** Answers nothing. */
  private record Silence() implements Transport {
    @Override
    public void send(Request request, Replies replies) {}

    @Override
    public boolean await(BooleanSupplier condition, long timeoutNanos) {
      LockSupport.parkNanos(timeoutNanos);
      return condition.getAsBoolean();
    }
  }
}
