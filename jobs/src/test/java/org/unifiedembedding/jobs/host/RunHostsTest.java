/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.lake.TestSpark;
import org.unifiedembedding.sharding.ShardGroup;
import org.unifiedembedding.sharding.client.TableAccess;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.store.RowSelection;

/** Hosting in a local session; on a cluster see jobs.cluster.ClusterTrainingTest. */
@Tag("spark")
class RunHostsTest {
  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(TestSpark.session().sparkContext());

  private static RunHosts open(String runId) {
    return open(runId, TestHosts.SPEC);
  }

  private static RunHosts open(String runId, TableSpec spec) {
    return TestHosts.open(runId, spec, new NoFiles());
  }

  /** These tests write no rows. */
  private static final class NoFiles implements BucketFiles {
    private static final long serialVersionUID = 1L;

    @Override
    public WrittenFile write(
        long round, RowSelection rows, List<Integer> buckets, ShardGroup shards)
        throws IOException {
      throw new IOException("the disk is full");
    }

    @Override
    public long read(
        List<String> files, Set<Integer> buckets, TableAccess table, RowFilter filter) {
      throw new UnsupportedOperationException();
    }
  }

  private static long[] step(RunAccess access, long round) {
    return TestHosts.step(access, round, 11);
  }

  private long stored(RunHosts hosts) {
    List<Long> rows = new ArrayList<>();
    hosts.buckets().collect().stream()
        .flatMap(List::stream)
        .forEach(
            bucket ->
                hosts
                    .table()
                    .scan(
                        bucket,
                        RowSelection.STORED,
                        (row, weights, offset, state, stateOffset) -> rows.add(row)));
    return rows.size();
  }

  @Test
  void aRoundIsBegunSealedAndCommitted() {
    try (RunHosts hosts = open("committed")) {
      assertThat(hosts.slots()).isEqualTo(spark.defaultParallelism());
      hosts.begin(0);
      long[] sent = step(hosts.access(), 0);
      assertThat(hosts.seal(0).disagreement(List.of(sent))).isEmpty();
      hosts.commit(0);
      assertThat(stored(hosts)).isEqualTo(1);
      assertThat(hosts.memoryBytes()).isBetween(1L, hosts.plan().memoryBytes());
    }
  }

  @Test
  void aHostThatCannotWriteSaysWhy() {
    try (RunHosts hosts = open("unwritten")) {
      hosts.begin(0);
      step(hosts.access(), 0);
      hosts.seal(0);
      hosts.commit(0);
      FleetWriting writing = hosts.write(0, RowSelection.STORED);
      assertThatThrownBy(writing::await)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot write its rows: java.io.IOException: the disk is full");
      assertThat(hosts.hasLost()).isFalse();
    }
  }

  @Test
  void aRecoveryGivesBackTheRowsAndRefusesWhatIsOlder() {
    try (RunHosts hosts = open("recovered")) {
      hosts.filled();
      hosts.begin(0);
      RunAccess zombie = hosts.access();
      step(zombie, 0);
      assertThat(hosts.recover()).as("nothing was lost").isEmpty();
      assertThat(stored(hosts)).isZero();
      hosts.begin(0);
      assertThatThrownBy(() -> step(zombie, 0))
          .hasMessageContaining("OTHER_INCARNATION")
          .isInstanceOfSatisfying(
              UnifiedEmbeddingException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.RETRY));
      assertThat(sum("recovered", "refused")).isPositive();
      step(hosts.access(), 0);
      assertThat(sum("recovered", "pushes")).isEqualTo(4);
    }
  }

  @Test
  void withoutUndoImagesARecoveryNamesAllShards() {
    try (RunHosts hosts = open("no undo", TestHosts.SPEC.withoutUndo())) {
      hosts.filled();
      hosts.begin(0);
      step(hosts.access(), 0);
      assertThat(hosts.memoryBytes()).isPositive();
      assertThat(hosts.recover()).hasSize(TestHosts.PLANNER.partition().parts() + 1);
      assertThat(stored(hosts)).isZero();
    }
  }

  @Test
  void whatWasNotFilledIsNamedAgain() {
    try (RunHosts hosts = open("empty")) {
      assertThat(hosts.recover()).hasSize(TestHosts.PLANNER.partition().parts() + 1);
      hosts.filled();
      assertThat(hosts.recover()).isEmpty();
      hosts.restart();
      assertThat(hosts.recover()).hasSize(TestHosts.PLANNER.partition().parts() + 1);
    }
  }

  @Test
  void anExecutorThatIsLostBeforeItHasShardsBreaksNothingAndIsNamedOnce() {
    try (RunHosts hosts = open("unused")) {
      spark.sc().listenerBus().post(new SparkListenerExecutorRemoved(0, "7", "exit code 137"));
      await()
          .untilAsserted(
              () ->
                  assertThat(hosts.takeLostUnused()).containsExactly(entry("7", "exit code 137")));
      assertThat(hosts.takeLostUnused()).isEmpty();
      assertThat(hosts.hasLost()).isFalse();
      hosts.begin(0);
    }
  }

  @Test
  void aClosedRunLeavesNothing() {
    RunHosts hosts = open("closed");
    assertThat(sum("closed", "rows")).isEqualTo(TestHosts.SPEC.geometry().rows());
    hosts.close();
    assertThat(SparkEnv.get().metricsSystem().getSourcesByName("UnifiedEmbedding.closed").isEmpty())
        .isTrue();
    assertThat(spark.sc().getLocalProperty("spark.jobGroup.id")).isNull();
  }

  /** Over all shards, as Spark's metrics system has it. */
  private static long sum(String runId, String metric) {
    return SparkEnv.get()
        .metricsSystem()
        .getSourcesByName("UnifiedEmbedding." + runId)
        .head()
        .metricRegistry()
        .getGauges((name, gauge) -> name.endsWith("." + metric))
        .values()
        .stream()
        .mapToLong(gauge -> (Long) gauge.getValue())
        .sum();
  }
}
