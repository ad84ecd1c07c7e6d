/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.sharding.ShardGroup;
import org.unifiedembedding.sharding.TestTables;
import org.unifiedembedding.sharding.client.WorkerSession;

class MemoryModelTest {
  private static final int ROWS_PER_PUSH = 20_000;

  /** A prime that spreads consecutive rows over all buckets, as hashes do. */
  private static final long SPREAD = 7919;

  private static final int MEASUREMENTS = 8;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @CsvSource({"16,2,0", "16,2,2147483647", "30,1,0", "7,3,0"})
  void predictsWhatIsReallyAllocated(int width, int workers, int staleness) {
    TableGeometry geometry = new TableGeometry(64, 3000, 5000, width);
    TableSpec spec = TestTables.spec(geometry, workers, staleness);
    HostCapacity host = new HostCapacity("test", Long.MAX_VALUE);
    ShardPlan plan = new ShardPlanner(spec, ROWS_PER_PUSH).plan(List.of(host));
    long estimated = plan.hosts().get(0).memory().total();
    long allocated = Long.MAX_VALUE;
    for (int i = 0; i < MEASUREMENTS; i++) {
      allocated = Math.min(allocated, allocated(spec, plan, estimated));
    }
    assertThat(estimated).isCloseTo(allocated, Percentage.withPercentage(15));
  }

  /** Until the compiler has met the vector kernels, each of their operations allocates too. */
  private static long allocated(TableSpec spec, ShardPlan plan, long estimated) {
    long[] rows = new long[ROWS_PER_PUSH];
    RowGroups groups = new RowGroups(plan.partition());
    groups.group(rows, rows.length, new int[ROWS_PER_PUSH]);
    float[] values = new float[ROWS_PER_PUSH * spec.rowShape().stride()];
    long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    try (ShardGroup group = new ShardGroup(spec, plan.partition())) {
      touchAllRowsTwice(group, spec, rows, values, groups);
      assertThat(estimated).isCloseTo(group.memoryBytes(), Percentage.withPercentage(15));
      return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }
  }

  private static void touchAllRowsTwice(
      ShardGroup group, TableSpec spec, long[] rows, float[] values, RowGroups groups) {
    float[] head = new float[spec.headParameters()];
    int[] numbers = new int[rows.length];
    for (int round = 0; round < 2; round++) {
      group.begin(round + 1, round);
      WorkerSession[] sessions = new WorkerSession[spec.workers()];
      for (int worker = 0; worker < sessions.length; worker++) {
        sessions[worker] = group.session(worker, 0);
      }
      long steps = spec.geometry().rows() / rows.length + 1;
      for (long step = 0; step < steps; step++) {
        for (int i = 0; i < rows.length; i++) {
          rows[i] = (step * rows.length + i) * SPREAD % spec.geometry().rows();
        }
        groups.group(rows, rows.length, numbers);
        for (WorkerSession session : sessions) {
          session.pull(step, groups, values);
          session.push(step, groups, values, head, 1);
        }
      }
      group.seal(round);
      group.commit(round);
    }
  }
}
