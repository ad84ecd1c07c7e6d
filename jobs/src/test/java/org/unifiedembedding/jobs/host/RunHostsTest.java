/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.head.HeadSpec;
import org.unifiedembedding.embedding.optimizer.Sgd;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.lake.TestSpark;
import org.unifiedembedding.jobs.lake.TestVersion;
import org.unifiedembedding.sharding.client.WorkerSession;
import org.unifiedembedding.sharding.plan.ShardPlanner;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.store.RowSelection;

/** Hosting in a local session; on a cluster see jobs.cluster.ClusterTrainingTest. */
@Tag("spark")
class RunHostsTest {
  private static final RunConfig.Hosts HOSTS = new RunConfig.Hosts(5, 0, 10, "fp32", true);

  private final JavaSparkContext spark =
      JavaSparkContext.fromSparkContext(TestSpark.session().sparkContext());
  private final TableSpec spec =
      new TableSpec(
          TestVersion.layout().geometry(),
          new Sgd(1),
          new Sgd(1),
          TestVersion.head().length,
          7,
          0.05f,
          1,
          TableSpec.NO_BOUND);
  private final ShardPlanner planner = new ShardPlanner(spec, 100);

  private RunHosts open(String runId) {
    return open(runId, spec);
  }

  private RunHosts open(String runId, TableSpec opened) {
    HostedTable table =
        new HostedTable(
            opened,
            planner.partition(),
            TestVersion.layout(),
            new ExampleSchema(List.of(), List.of(), List.of()),
            new HeadSpec.Logistic());
    return RunHosts.open(spark, runId, table, planner, HOSTS);
  }

  /** One step of the only worker, which touches one row. */
  private long[] step(RunAccess access, long round) {
    RowGroups rows = new RowGroups(planner.partition());
    rows.group(new long[] {11}, 1, new int[1]);
    float[] vector = new float[spec.rowShape().stride()];
    float[] gradient = new float[vector.length];
    gradient[0] = 1;
    try (WorkerSession session = access.session(round, 0, 0)) {
      session.pull(0, rows, vector);
      session.push(0, rows, gradient, new float[spec.headParameters()], 1);
      return session.finish();
    }
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
    try (RunHosts hosts = open("no undo", spec.withoutUndo())) {
      hosts.filled();
      hosts.begin(0);
      step(hosts.access(), 0);
      assertThat(hosts.memoryBytes()).isPositive();
      assertThat(hosts.recover()).hasSize(planner.partition().parts() + 1);
      assertThat(stored(hosts)).isZero();
    }
  }

  @Test
  void whatWasNotFilledIsNamedAgain() {
    try (RunHosts hosts = open("empty")) {
      assertThat(hosts.recover()).hasSize(planner.partition().parts() + 1);
      hosts.filled();
      assertThat(hosts.recover()).isEmpty();
      hosts.restart();
      assertThat(hosts.recover()).hasSize(planner.partition().parts() + 1);
    }
  }

  @Test
  void aClosedRunLeavesNothing() {
    RunHosts hosts = open("closed");
    assertThat(sum("closed", "rows")).isEqualTo(spec.geometry().rows());
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
