/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.optimizer.HeadOptimizer;
import org.unifiedembedding.sharding.client.WorkerSession;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.store.HeadState;
import org.unifiedembedding.sharding.store.RowSelection;

class ShardGroupTest {
  private static final TableGeometry GEOMETRY = new TableGeometry(16, 300, 77, 6);
  private static final int NO_BOUND = TableSpec.NO_BOUND;

  @ParameterizedTest
  @CsvSource({"1,1", "3,1", "4,4", "7,3"})
  void lockstepGivesTheSameBytesInAnyNumberOfThreads(int shards, int threads) throws Exception {
    TableSpec spec = TestTables.spec(GEOMETRY, 4, 0);
    assertThat(trained(spec, shards, threads)).isEqualTo(trained(spec, 2, 1));
  }

  @Test
  void lockstepSumsInWorkerOrderWhoeverComesFirst() {
    TableSpec spec = TestTables.spec(GEOMETRY, 3, 0);
    try (ShardGroup group = TestTables.group(spec, 2)) {
      group.begin(1, 0);
      float[] parts = {1e8f, -1e8f, 1};
      for (int worker : new int[] {2, 1, 0}) {
        pushOne(group, group.session(worker, 0), 0, parts[worker], worker == 2 ? 2 : 1);
      }
      group.seal(0);
      group.commit(0);
      float initial = initialRow(spec)[0];
      assertThat(row(group, 5)[0]).isEqualTo(initial + ((1e8f - 1e8f) + 1) * 0.25f);
      assertThat(headStep(group)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, NO_BOUND})
  void undoGivesBackTheExactBytes(int staleness) throws Exception {
    TableSpec spec = TestTables.spec(GEOMETRY, 2, staleness);
    try (ShardGroup group = TestTables.group(spec, 3)) {
      round(group, spec, 1, 0);
      List<String> before = TestTables.bytes(group);
      group.begin(2, 1);
      new TestTraining(group, spec, 200, 1).run(2, 5);
      group.undo(3);
      assertThat(TestTables.bytes(group)).isEqualTo(before);
      group.begin(4, 1);
      new TestTraining(group, spec, 200, 1).run(2, 5);
      assertThat(TestTables.committedRows(group)).as("while it is open").isEqualTo(rows(before));
      group.seal(1);
      assertThat(TestTables.committedRows(group)).as("sealed").isEqualTo(rows(before));
      group.undo(5);
      assertThat(TestTables.bytes(group)).isEqualTo(before);
    }
  }

  @Test
  void withoutImagesAnUndoneRoundLeavesEmptyShards() throws Exception {
    TableSpec spec = TestTables.spec(GEOMETRY, 3, 0).withoutUndo();
    try (ShardGroup group = TestTables.group(spec, 2);
        ShardGroup fresh = TestTables.group(spec, 2)) {
      round(group, spec, 1, 0);
      long bytes = group.memoryBytes();
      assertThat(TestTables.committedRows(group)).isEqualTo(rows(TestTables.bytes(group)));
      group.begin(2, 1);
      new TestTraining(group, spec, 200, 1).run(3, 4);
      assertThat(group.memoryBytes()).as("no images").isLessThan(bytes * 3 / 2);
      assertThatThrownBy(() -> TestTables.committedRows(group))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no undo images are kept");
      group.undo(3);
      assertThat(stored(group)).isEmpty();
      assertThat(first(group)).isEqualTo(first(fresh));
    }
  }

  /** The first values of a row, as a worker sees them. */
  private static float[] first(ShardGroup group) {
    group.begin(9, 9);
    RowGroups rows = TestTables.rows(group, 700);
    float[] vectors = new float[group.stride()];
    try (WorkerSession session = group.session(0, 0)) {
      session.pull(0, rows, vectors);
    }
    return vectors;
  }

  @Test
  void aRoundThatIsUndoneAndRepeatedEqualsOneThatWasNot() throws Exception {
    TableSpec spec = TestTables.spec(GEOMETRY, 3, 0);
    try (ShardGroup plain = TestTables.group(spec, 2);
        ShardGroup undone = TestTables.group(spec, 5)) {
      round(plain, spec, 1, 0);
      round(plain, spec, 2, 1);
      round(undone, spec, 1, 0);
      undone.begin(2, 1);
      new TestTraining(undone, spec, 200, 1).run(3, 4);
      undone.undo(3);
      round(undone, spec, 4, 1);
      assertThat(TestTables.bytes(undone)).isEqualTo(TestTables.bytes(plain));
    }
  }

  @Test
  void touchedRowsAreThoseOfTheRoundAndStoredRowsThoseOfAll() {
    TableSpec spec = TestTables.spec(GEOMETRY, 1, 0);
    try (ShardGroup group = TestTables.group(spec, 3)) {
      group.access().load(sink -> sink.row(4801, new float[8], 1, new float[3], 2));
      pushRows(group, 1, 0, 3, 700, 701);
      group.commit(0);
      assertThat(touched(group)).containsExactly(3L, 700L, 701L);
      pushRows(group, 2, 1, 700, 4876);
      group.commit(1);
      assertThat(touched(group)).containsExactly(700L, 4876L);
      assertThat(stored(group)).containsExactly(3L, 700L, 701L, 4801L, 4876L);
    }
  }

  @Test
  void readerSeesZerosWhereNothingWasTouchedAndSessionsSeeTheFirstValues() {
    TableSpec spec = TestTables.spec(GEOMETRY, 1, 0);
    try (ShardGroup group = TestTables.group(spec, 3)) {
      group.begin(1, 0);
      float[] first = new float[8];
      group.session(0, 0).pull(0, TestTables.rows(group, 5), first);
      assertThat(first).containsExactly(initialRow(spec));
      assertThat(row(group, 5)).containsOnly(0);
      assertThat(first[6]).isZero();
      assertThat(first[0]).isBetween(-0.05f, 0.05f).isNotZero();
    }
  }

  @Test
  void loadedRowsComeBackWithTheirState() {
    TableSpec spec = TestTables.spec(GEOMETRY, 1, 0);
    try (ShardGroup group = TestTables.group(spec, 2)) {
      float[] weights = {0, 1, 2, 3, 4, 5, 6};
      group.access().load(sink -> sink.row(900, weights, 1, new float[] {9, 8}, 1));
      group.access().loadHead(new HeadState(new float[] {1, 2, 3, 4, 5}, new float[] {6}, 7));
      assertThat(row(group, 900)).containsExactly(1, 2, 3, 4, 5, 6, 0, 0);
      assertThat(TestTables.bytes(group).get(0)).endsWith(": 41000000");
      assertThat(group.access().headWeights()).containsExactly(1, 2, 3, 4, 5);
      assertThat(group.access().headState().state()).containsExactly(6);
      assertThat(headStep(group)).isEqualTo(7);
    }
  }

  @Test
  void asyncAppliesEachPushOnce() throws Exception {
    TableSpec spec = TestTables.spec(GEOMETRY, 4, NO_BOUND);
    try (ShardGroup group = TestTables.group(spec, 3)) {
      group.begin(1, 0);
      Thread[] threads = new Thread[4];
      for (int worker = 0; worker < 4; worker++) {
        WorkerSession session = group.session(worker, 0);
        threads[worker] =
            new Thread(
                () -> {
                  for (int step = 0; step < 500; step++) {
                    pushOne(group, session, step, 2, 2);
                  }
                });
        threads[worker].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      group.seal(0);
      group.commit(0);
      assertThat(TestTables.updates(group.access(), GEOMETRY)).containsExactly(2000f);
      assertThat(headStep(group)).isEqualTo(2000);
      assertThat(group.access().headWeights()).containsOnly(2000f);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, NO_BOUND})
  void emptyPushesOfWeightZeroMoveNothing(int staleness) {
    TableSpec spec = TestTables.spec(GEOMETRY, 2, staleness);
    try (ShardGroup group = TestTables.group(spec, 3)) {
      group.begin(1, 0);
      for (int worker = 0; worker < 2; worker++) {
        WorkerSession session = group.session(worker, 0);
        RowGroups none = TestTables.rows(group);
        session.pull(0, none, new float[0]);
        session.push(0, none, new float[0], new float[TestTables.HEAD], 0);
        assertThat(session.finish()).hasSize(4);
      }
      group.seal(0);
      group.commit(0);
      assertThat(touched(group)).isEmpty();
      assertThat(headStep(group)).isZero();
    }
  }

  @Test
  void aSealThatDisagreesIsSeen() throws Exception {
    TableSpec spec = TestTables.spec(GEOMETRY, 2, 0);
    try (ShardGroup group = TestTables.group(spec, 2)) {
      group.begin(1, 0);
      List<long[]> finished = new TestTraining(group, spec, 50, 0).run(1, 3);
      SealResult seal = group.seal(0);
      assertThat(seal.disagreement(finished)).isEmpty();
      finished.get(1)[2]++;
      assertThat(seal.disagreement(finished))
          .hasValue("worker 1 sent 4 steps to shard 2, which has 3");
    }
  }

  @Test
  void aSealSeesWorkersThatDidNotDoTheSameNumberOfSteps() {
    TableSpec spec = TestTables.spec(GEOMETRY, 2, 0);
    try (ShardGroup group = TestTables.group(spec, 2)) {
      group.begin(1, 0);
      WorkerSession first = group.session(0, 0);
      WorkerSession second = group.session(1, 0);
      pushOne(group, first, 0, 1, 1);
      assertThat(group.seal(0).disagreement(List.of(first.finish(), second.finish())))
          .hasValueSatisfying(
              t -> assertThat(t).contains("could apply 0", "worker 0 sent 1 steps"));
    }
  }

  @Test
  void aWorkerThatNeverComesIsNamedWhenTheTimeIsOver() {
    TableSpec spec = TestTables.spec(GEOMETRY, 3, 0, Duration.ofMillis(50));
    try (ShardGroup group = TestTables.group(spec, 2)) {
      group.begin(1, 0);
      WorkerSession first = group.session(0, 0);
      pushOne(group, first, 0, 1, 1);
      pushOne(group, group.session(2, 0), 0, 1, 1);
      assertThatThrownBy(() -> pushOne(group, first, 1, 1, 1))
          .isInstanceOf(UnifiedEmbeddingException.class)
          .hasMessage(
              "The pull of step 1 of worker 0 (attempt 0) waited 0.05 s for the pushes of worker 1."
                  + " Undo round 0 and repeat it; if that does not help, see the log of the"
                  + " worker's task.");
      pushOne(group, group.session(1, 0), 0, 1, 1);
      pushOne(group, first, 1, 1, 1);
    }
  }

  @Test
  void anOlderAttemptIsRefusedAndTheNewerGoesOnBehindTheMarks() {
    TableSpec spec = TestTables.spec(GEOMETRY, 1, 0);
    try (ShardGroup group = TestTables.group(spec, 2)) {
      group.begin(1, 0);
      WorkerSession older = group.session(0, 0);
      pushOne(group, older, 0, 1, 1);
      WorkerSession newer = group.session(0, 1);
      assertThatThrownBy(() -> pushOne(group, older, 1, 1, 1))
          .hasMessageContaining("OTHER_ATTEMPT: attempt 1 has the worker's lease");
      assertThatThrownBy(() -> group.session(0, 0)).hasMessageContaining("OTHER_ATTEMPT");
      pushOne(group, newer, 0, 1, 1);
      pushOne(group, newer, 1, 1, 1);
      assertThat(newer.finish()).containsOnly(2);
      group.seal(0);
      group.commit(0);
      assertThat(headStep(group)).isEqualTo(2);
    }
  }

  @Test
  void sessionsOfAnUndoneOrSealedRoundAreRefused() {
    TableSpec spec = TestTables.spec(GEOMETRY, 1, NO_BOUND);
    try (ShardGroup group = TestTables.group(spec, 2)) {
      group.begin(1, 0);
      WorkerSession zombie = group.session(0, 0);
      group.undo(2);
      assertThatThrownBy(() -> pushOne(group, zombie, 0, 1, 1))
          .hasMessageContaining("OTHER_INCARNATION");
      group.begin(3, 0);
      assertThatThrownBy(() -> pushOne(group, zombie, 0, 1, 1))
          .hasMessageContaining("OTHER_INCARNATION");
      WorkerSession late = group.session(0, 0);
      group.seal(0);
      assertThatThrownBy(() -> pushOne(group, late, 0, 1, 1)).hasMessageContaining("NOT_OPEN");
      group.commit(0);
      assertThat(touched(group)).isEmpty();
    }
  }

  @Test
  void anUndoReleasesAWaitingWorkerAtOnce() throws Exception {
    TableSpec spec = TestTables.spec(GEOMETRY, 2, 0);
    try (ShardGroup group = TestTables.group(spec, 2)) {
      group.begin(1, 0);
      WorkerSession session = group.session(0, 0);
      pushOne(group, session, 0, 1, 1);
      Thread undoing = new Thread(() -> group.undo(2));
      undoing.start();
      assertThatThrownBy(() -> pushOne(group, session, 1, 1, 1))
          .hasMessageContaining("OTHER_INCARNATION");
      undoing.join();
    }
  }

  @Test
  void anUpdateThatBreaksOffSpoilsTheRoundAndUndoHeals() {
    AtomicBoolean broken = new AtomicBoolean(true);
    TableSpec sound = TestTables.spec(GEOMETRY, 1, NO_BOUND);
    HeadOptimizer head = new TestTables.BreakingHead(broken);
    TableSpec spec =
        new TableSpec(GEOMETRY, sound.rowOptimizer(), head, TestTables.HEAD, 7, 0, 1, NO_BOUND);
    try (ShardGroup group = TestTables.group(spec, 1)) {
      group.begin(1, 0);
      WorkerSession session = group.session(0, 0);
      assertThatThrownBy(() -> pushOne(group, session, 0, 1, 1))
          .hasMessageContaining("BROKEN: java.lang.IllegalStateException: half-way");
      assertThatThrownBy(() -> group.seal(0)).hasMessageContaining("half-way");
      broken.set(false);
      group.undo(2);
      assertThat(stored(group)).isEmpty();
      assertThat(group.access().headWeights()).containsOnly(0);
      group.begin(3, 0);
      pushOne(group, group.session(0, 0), 0, 1, 1);
      group.seal(0);
      group.commit(0);
      assertThat(headStep(group)).isEqualTo(1);
    }
  }

  @Test
  void refusesRowsWeightsAndSizesThatCannotBe() {
    TableSpec spec = TestTables.spec(GEOMETRY, 1, 0);
    try (ShardGroup group = TestTables.group(spec, 1)) {
      group.begin(1, 0);
      WorkerSession session = group.session(0, 0);
      RowGroups rows = TestTables.rows(group, 5);
      RowGroups others = new RowGroups(new RowPartition(GEOMETRY, 2));
      float[] head = new float[TestTables.HEAD];
      assertThatThrownBy(() -> session.push(0, others, new float[8], head, 1))
          .hasMessage("Invalid rows: grouped into 2 parts (must be 1, the shards)");
      assertThatThrownBy(() -> session.push(0, rows, new float[8], head, Double.NaN))
          .hasMessage("Invalid weight: NaN (must be finite and >= 0)");
      assertThatThrownBy(() -> session.push(0, rows, new float[8], new float[1], 1))
          .hasMessage("Invalid headGradient: 1 floats (must be 5)");
      assertThatThrownBy(() -> session.pull(0, rows, new float[7]))
          .hasMessage("Invalid rows: 1 of them (must be <= 0, what the vectors have room for)");
      assertThatThrownBy(() -> group.session(1, 0))
          .hasMessage("Invalid worker: 1 (must be in [0, 1))");
    }
  }

  @Test
  void refusesShardsThatThePlanDoesNotHave() {
    TableSpec spec = TestTables.spec(GEOMETRY, 1, 0);
    assertThatThrownBy(() -> new ShardGroup(spec, TestTables.partition(spec, 3), Set.of(0, 4)))
        .hasMessage("Invalid shard: 4 (must be in [0, 3])");
  }

  @Test
  void anotherDriverIsAConflict() {
    try (ShardGroup group = TestTables.group(TestTables.spec(GEOMETRY, 1, 0), 1)) {
      group.begin(5, 0);
      assertThatThrownBy(() -> group.undo(5)).hasMessageContaining("Incarnation 5 is not above 5");
      assertThatThrownBy(() -> group.begin(6, 0)).hasMessageContaining("Cannot begin");
    }
  }

  private static List<String> trained(TableSpec spec, int shards, int threads) throws Exception {
    try (ShardGroup group = TestTables.group(spec, shards)) {
      float[] head = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f};
      group.access().loadHead(HeadState.first(spec.headOptimizer(), head));
      for (int round = 0; round < 3; round++) {
        group.begin(round + 1, round);
        List<long[]> finished = new TestTraining(group, spec, 200, round).run(threads, 10);
        assertThat(group.seal(round).disagreement(finished)).isEmpty();
        group.commit(round);
      }
      return TestTables.bytes(group);
    }
  }

  private static void round(ShardGroup group, TableSpec spec, long incarnation, long round)
      throws Exception {
    group.begin(incarnation, round);
    new TestTraining(group, spec, 200, round).run(2, 5);
    group.seal(round);
    group.commit(round);
  }

  private static void pushRows(ShardGroup group, long incarnation, long round, long... rows) {
    group.begin(incarnation, round);
    float[] values = new float[rows.length * 8];
    WorkerSession session = group.session(0, 0);
    RowGroups groups = TestTables.rows(group, rows);
    session.pull(0, groups, values);
    session.push(0, groups, values, new float[TestTables.HEAD], 1);
    group.seal(round);
  }

  /** One step on row 5 and the head, all gradients alike. */
  private static void pushOne(
      ShardGroup group, WorkerSession session, long step, float gradient, double weight) {
    RowGroups rows = TestTables.rows(group, 5);
    session.pull(step, rows, new float[8]);
    session.headWeights(step);
    float[] gradients = new float[8];
    Arrays.fill(gradients, gradient);
    float[] head = new float[TestTables.HEAD];
    Arrays.fill(head, gradient);
    session.push(step, rows, gradients, head, weight);
  }

  private static float[] row(ShardGroup group, long row) {
    float[] vector = new float[8];
    group.access().read(TestTables.rows(group, row), vector);
    return vector;
  }

  private static float[] initialRow(TableSpec spec) {
    try (ShardGroup group = TestTables.group(spec, 1)) {
      group.begin(1, 0);
      float[] vector = new float[8];
      group.session(0, 0).pull(0, TestTables.rows(group, 5), vector);
      return vector;
    }
  }

  /** Without the head, which comes last. */
  private static List<String> rows(List<String> bytes) {
    return bytes.subList(0, bytes.size() - 1);
  }

  private static long headStep(ShardGroup group) {
    return group.access().headState().step();
  }

  private static List<Long> touched(ShardGroup group) {
    return TestTables.listed(group, RowSelection.TOUCHED);
  }

  private static List<Long> stored(ShardGroup group) {
    return TestTables.listed(group, RowSelection.STORED);
  }
}
