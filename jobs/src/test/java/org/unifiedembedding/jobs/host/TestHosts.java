/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.head.HeadSpec;
import org.unifiedembedding.embedding.optimizer.Sgd;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.lake.TestSpark;
import org.unifiedembedding.jobs.lake.TestVersion;
import org.unifiedembedding.sharding.client.WorkerSession;
import org.unifiedembedding.sharding.plan.ShardPlanner;
import org.unifiedembedding.sharding.plan.TableSpec;

/** Hosts of the small table of {@link TestVersion} in the tests' session, for one worker. */
public final class TestHosts {
  public static final TableSpec SPEC =
      new TableSpec(
          TestVersion.layout().geometry(),
          new Sgd(1),
          new Sgd(1),
          TestVersion.head().length,
          7,
          0.05f,
          1,
          TableSpec.NO_BOUND);
  public static final ShardPlanner PLANNER = new ShardPlanner(SPEC, 100);

  private static final RunConfig.Hosts CONFIG = new RunConfig.Hosts(5, 0, 10, "fp32", true);

  private TestHosts() {}

  public static RunHosts open(String runId, TableSpec spec, BucketFiles files) {
    HostedTable table =
        new HostedTable(
            spec,
            PLANNER.partition(),
            TestVersion.layout(),
            new ExampleSchema(List.of(), List.of(), List.of()),
            new HeadSpec.Logistic());
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(TestSpark.session().sparkContext());
    return RunHosts.open(spark, runId, table, files, PLANNER, CONFIG);
  }

  /** One step of the only worker in a round that has begun; what it sent. */
  public static long[] step(RunAccess access, long round, long... touched) {
    RowGroups rows = new RowGroups(PLANNER.partition());
    rows.group(touched, touched.length, new int[touched.length]);
    float[] vectors = new float[touched.length * SPEC.rowShape().stride()];
    float[] gradients = new float[vectors.length];
    Arrays.fill(gradients, 1);
    try (WorkerSession session = access.session(round, 0, 0)) {
      session.pull(0, rows, vectors);
      session.push(0, rows, gradients, new float[SPEC.headParameters()], 1);
      return session.finish();
    }
  }
}
