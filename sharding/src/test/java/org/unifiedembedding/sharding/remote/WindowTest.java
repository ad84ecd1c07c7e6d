/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.sharding.TestTables;
import org.unifiedembedding.sharding.client.ShardClient;
import org.unifiedembedding.sharding.client.WorkerSession;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.protocol.Sender;
import org.unifiedembedding.sharding.wire.ValueFormat;

/** Sessions that pull a step ahead and do not wait for their pushes. */
class WindowTest {
  private static final TableGeometry GEOMETRY = new TableGeometry(16, 300, 77, 6);
  private static final long ROW = 4711;
  private static final int STEPS = 40;

  private final TableSpec spec = TestTables.spec(GEOMETRY, 1, TableSpec.NO_BOUND);
  private final float[] gradient = new float[8];
  private final float[] headGradient = new float[spec.headParameters()];

  /** Every push adds 1 to a row; what each pull saw. */
  private float[] train(TestCluster cluster, int window) {
    gradient[0] = 1;
    float[] seen = new float[STEPS];
    float[][] vectors = new float[window][8];
    RowGroups rows = TestTables.rows(cluster.partition, ROW);
    try (WorkerSession session =
        new ShardClient(
            cluster.remote(ValueFormat.FLOAT32),
            spec,
            cluster.partition,
            new Sender(1, 0, 0, 0),
            window)) {
      for (int step = 0; step < STEPS; step++) {
        for (int ahead = step; window > 1 && ahead < Math.min(STEPS, step + window); ahead++) {
          if (ahead > step || step == 0) {
            session.fetch(ahead, rows, vectors[ahead % window]);
          }
        }
        session.pull(step, rows, vectors[step % window]);
        seen[step] = vectors[step % window][0];
        assertThat(session.headWeights(step)).hasSize(spec.headParameters());
        session.push(step, rows, gradient, headGradient, 1);
      }
      assertThat(session.finish()[cluster.partition.parts()]).isEqualTo(STEPS);
    }
    return seen;
  }

  @Test
  void aPullAheadMissesOnePushAndNoneIsLost() throws Exception {
    try (TestCluster one = new TestCluster(spec, 2, 1);
        TestCluster two = new TestCluster(spec, 2, 1)) {
      one.begin(1);
      two.begin(1);
      float[] alone = train(one, 1);
      float[] ahead = train(two, 2);
      one.commit();
      two.commit();
      for (int step = 0; step < STEPS; step++) {
        assertThat(alone[step] - alone[0]).isCloseTo((float) step, Offset.offset(1e-4f));
        assertThat(ahead[step] - ahead[0])
            .isCloseTo((float) Math.max(0, step - 1), Offset.offset(1e-4f));
      }
      assertThat(TestTables.bytes(two.access(1), GEOMETRY))
          .isEqualTo(TestTables.bytes(one.access(1), GEOMETRY));
    }
  }

  @Test
  void lockstepAllowsOneStepAtATime() throws Exception {
    TableSpec lockstep = TestTables.spec(GEOMETRY, 1, 0);
    try (TestCluster cluster = new TestCluster(lockstep, 2, 1)) {
      Sender sender = new Sender(1, 0, 0, 0);
      var transport = cluster.remote(ValueFormat.FLOAT32);
      assertThatThrownBy(() -> new ShardClient(transport, lockstep, cluster.partition, sender, 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Invalid window: 2");
    }
  }
}
