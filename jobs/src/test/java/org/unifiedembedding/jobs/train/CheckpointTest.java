/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.host.FleetWriting;
import org.unifiedembedding.jobs.host.RunHosts;
import org.unifiedembedding.jobs.host.TestHosts;
import org.unifiedembedding.jobs.lake.DeltaLake;
import org.unifiedembedding.jobs.lake.Mark;
import org.unifiedembedding.jobs.lake.TestSpark;
import org.unifiedembedding.sharding.store.HeadState;
import org.unifiedembedding.sharding.store.RowSelection;

@Tag("spark")
class CheckpointTest {
  private final SparkSession spark = TestSpark.session();
  private final DeltaLake lake = new DeltaLake(spark);

  @TempDir private Path folder;
  private String path;
  private Checkpoint checkpoint;

  @BeforeEach
  void claim() {
    path = folder.resolve("checkpoint").toString();
    checkpoint = new Checkpoint(spark, path, TestHosts.PLANNER.partition());
    assertThat(checkpoint.claim()).isNull();
  }

  private RunHosts hosts() {
    CellFiles files =
        new CellFiles(
            path,
            TestHosts.PLANNER.partition(),
            TestHosts.SPEC.rowShape(),
            spark.sparkContext().hadoopConfiguration());
    return TestHosts.open("checkpoint", TestHosts.SPEC, files);
  }

  @Test
  void aRoundIsWrittenAsItWasWhileTheNextOneChangesItsRows() throws Exception {
    try (RunHosts hosts = hosts()) {
      hosts.filled();
      train(hosts, 0, 11, 12);
      hosts.commit(0);
      write(hosts, 0, 0);
      train(hosts, 1, 12, 13);
      hosts.commit(1);
      Map<Long, List<Float>> after = rows(hosts);
      HeadState head = hosts.table().headState();
      assertThat(after).containsOnlyKeys(11L, 12L, 13L);

      FleetWriting writing = hosts.write(1, RowSelection.TOUCHED);
      train(hosts, 2, 11, 13, 14);
      assertThat(writing.await().values())
          .singleElement()
          .satisfies(w -> assertThat(w.rows()).isEqualTo(2));
      checkpoint.commit(info(1), head, hosts.write(1, RowSelection.TOUCHED).await().values(), 1);
      hosts.recover();
      assertThat(rows(hosts)).isEqualTo(after);
      assertThat(restored(hosts, 1)).isEqualTo(after);
      assertThat(
              spark
                  .read()
                  .format("delta")
                  .load(path)
                  .where("bucket >= 0")
                  .agg(sum("rows"))
                  .first()
                  .getLong(0))
          .isEqualTo(4);
    }
  }

  @Test
  void aRoundWithAllRowsReplacesThoseBeforeItButTheOnesOfTheBest() throws Exception {
    try (RunHosts hosts = hosts()) {
      hosts.filled();
      Map<Long, List<Float>> best = Map.of();
      for (long round = 0; round <= 8; round++) {
        train(hosts, round, round);
        hosts.commit(round);
        best = round == 3 ? rows(hosts) : best;
        write(hosts, round, Math.min(round, 3));
      }
      Map<Long, List<Float>> last = rows(hosts);
      assertThat(
              spark
                  .read()
                  .format("delta")
                  .load(path)
                  .select("round")
                  .distinct()
                  .sort("round")
                  .as(Encoders.LONG())
                  .collectAsList())
          .containsExactly(0L, 1L, 2L, 3L, 8L);
      assertThat(
              folder.resolve("checkpoint").toFile().list((in, name) -> name.endsWith(".parquet")))
          .hasSameSizeAs(lake.files(path, lake.version(path)));
      assertThat(restored(hosts, 3)).isEqualTo(best).hasSize(4);
      assertThat(restored(hosts, 8)).isEqualTo(last).hasSize(9);
    }
  }

  private Map<Long, List<Float>> restored(RunHosts hosts, long round) {
    Set<Integer> all =
        IntStream.rangeClosed(0, TestHosts.PLANNER.partition().parts())
            .boxed()
            .collect(Collectors.toSet());
    hosts.restart();
    assertThat(rows(hosts)).isEmpty();
    checkpoint.restore(round, hosts, all);
    return rows(hosts);
  }

  private static void train(RunHosts hosts, long round, long... rows) {
    hosts.begin(round);
    TestHosts.step(hosts.access(), round, rows);
    hosts.seal(round);
  }

  private static Map<Long, List<Float>> rows(RunHosts hosts) {
    Map<Long, List<Float>> rows = new TreeMap<>();
    for (int bucket = 0; bucket < TestHosts.PLANNER.partition().geometry().allBuckets(); bucket++) {
      hosts
          .table()
          .scan(
              bucket,
              RowSelection.STORED,
              (row, weights, offset, state, stateOffset) ->
                  rows.put(row, List.of(weights[offset], weights[offset + 1])));
    }
    return rows;
  }

  @Test
  void aCommitThatSeemedToBreakOffIsFoundAndGoneOnBehind() throws Exception {
    lake.commit(
        path, List.of(new Mark(Checkpoint.DRIVER, 0, 0), new Mark(Checkpoint.ROUND, Mark.NONE, 0)));
    assertThat(checkpoint.hasCommitted(1)).isFalse();
    assertThat(checkpoint.hasCommitted(0)).isTrue();
    try (RunHosts hosts = hosts()) {
      train(hosts, 1, 11);
      hosts.commit(1);
      write(hosts, 1, 1);
    }
    assertThat(lake.mark(path, Checkpoint.ROUND)).isEqualTo(1);
    assertThat(checkpoint.info(1).round()).isEqualTo(1);
  }

  @Test
  void aDriverThatWasReplacedIsTold() {
    lake.commit(path, List.of(new Mark(Checkpoint.DRIVER, 0, 1)));
    assertThatThrownBy(() -> checkpoint.hasCommitted(0))
        .hasMessageContaining("Driver 1 of the run has taken over from this one, driver 0")
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
  }

  private void write(RunHosts hosts, long round, long best) throws Exception {
    CheckpointInfo info = info(round);
    HeadState head = hosts.table().headState();
    checkpoint.commit(info, head, hosts.write(round, info.selection()).await().values(), best);
  }

  private static CheckpointInfo info(long round) {
    return new CheckpointInfo(
        round, Checkpoint.base(round), 0, 0, null, "", "", List.of(), List.of());
  }
}
