/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.head.HeadSpec;
import org.unifiedembedding.embedding.optimizer.Sgd;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.host.HostedTable;
import org.unifiedembedding.jobs.host.RunHosts;
import org.unifiedembedding.jobs.lake.DeltaLake;
import org.unifiedembedding.jobs.lake.Mark;
import org.unifiedembedding.jobs.lake.TestSpark;
import org.unifiedembedding.jobs.lake.TestVersion;
import org.unifiedembedding.sharding.plan.ShardPlanner;
import org.unifiedembedding.sharding.plan.TableSpec;

@Tag("spark")
class CheckpointTest {
  private final SparkSession spark = TestSpark.session();
  private final DeltaLake lake = new DeltaLake(spark);
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

  @TempDir private Path folder;
  private String path;
  private Checkpoint checkpoint;

  @BeforeEach
  void claim() {
    path = folder.resolve("checkpoint").toString();
    checkpoint = new Checkpoint(spark, path, new Checkpoint.RowShape(planner.partition(), 0));
    assertThat(checkpoint.claim()).isNull();
  }

  @Test
  void aCommitThatSeemedToBreakOffIsFoundAndGoneOnBehind() {
    lake.commit(
        path,
        null,
        List.of(new Mark(Checkpoint.DRIVER, 0, 0), new Mark(Checkpoint.ROUND, Mark.NONE, 0)));
    assertThat(checkpoint.hasCommitted(1)).isFalse();
    assertThat(checkpoint.hasCommitted(0)).isTrue();
    commit(1);
    assertThat(lake.mark(path, Checkpoint.ROUND)).isEqualTo(1);
    assertThat(checkpoint.info(1).round()).isEqualTo(1);
  }

  @Test
  void aDriverThatWasReplacedIsTold() {
    lake.commit(path, null, List.of(new Mark(Checkpoint.DRIVER, 0, 1)));
    assertThatThrownBy(() -> checkpoint.hasCommitted(0))
        .hasMessageContaining("Driver 1 of the run has taken over from this one, driver 0")
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
  }

  private void commit(long round) {
    HostedTable table =
        new HostedTable(
            spec,
            planner.partition(),
            TestVersion.layout(),
            new ExampleSchema(List.of(), List.of(), List.of()),
            new HeadSpec.Logistic());
    JavaSparkContext java = JavaSparkContext.fromSparkContext(spark.sparkContext());
    RunConfig.Hosts config = new RunConfig.Hosts(5, 0, 10, "fp32", true);
    try (RunHosts hosts = RunHosts.open(java, "checkpoint", table, planner, config)) {
      hosts.begin(round);
      hosts.seal(round);
      checkpoint.commit(
          new CheckpointInfo(round, round, 0, 0, null, "", "", List.of(), List.of()), hosts);
    }
  }
}
