/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.sharding.TestTables;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.store.HeadState;
import org.unifiedembedding.sharding.store.HeadStore;
import org.unifiedembedding.sharding.store.RowBlock;
import org.unifiedembedding.sharding.store.RowSelection;
import org.unifiedembedding.sharding.store.RowStore;
import org.unifiedembedding.sharding.store.StateBlock;

/** What a shard does when it is asked by tasks outside training, in every phase of a round. */
class TableRequestsTest {
  private static final TableSpec SPEC =
      TestTables.spec(new TableGeometry(1, 10, 0, 2), 1, TableSpec.NO_BOUND);
  private static final RowPartition PARTITION = TestTables.partition(SPEC, 1);

  private final ShardHandler rows = new ShardHandler(new RowStore(SPEC, PARTITION, 0), 1, 0);
  private final ShardHandler head = new ShardHandler(new HeadStore(SPEC), 1, 0);
  private final List<ShardHandler> shards = List.of(rows, head);

  /** OK or the reason of a refusal. */
  @ParameterizedTest
  @CsvSource({
    "IDLE, OK, OK, OK",
    "OPEN, OK, IN_ROUND, IN_ROUND",
    "SEALED, OK, IN_ROUND, IN_ROUND",
    "COMMITTED, OK, OK, OK",
    "UNDONE, OK, OK, OK",
    "BROKEN, BROKEN, BROKEN, BROKEN",
    "CLOSED, NOT_OPEN, NOT_OPEN, NOT_OPEN"
  })
  void eachPhaseAllowsWhatIsSafe(String phase, String read, String scan, String load) {
    shards.forEach(shard -> bring(shard, phase));
    assertThat(outcome(rows, read(1))).isEqualTo(read);
    assertThat(outcome(head, new Request.Read(1, 1, RowBlock.ofHead(new float[TestTables.HEAD]))))
        .isEqualTo(read);
    assertThat(outcome(rows, scan(1))).isEqualTo(scan);
    assertThat(outcome(head, new Request.ScanHead(1, 1))).isEqualTo(scan);
    assertThat(outcome(rows, load(1))).isEqualTo(load);
    assertThat(outcome(head, loadHead(1))).isEqualTo(load);
  }

  private static void bring(ShardHandler shard, String phase) {
    switch (phase) {
      case "IDLE", "UNDONE" -> shard.undo(1);
      case "CLOSED" -> {
        shard.undo(1);
        shard.close();
      }
      case "BROKEN" -> {
        shard.undo(1);
        shard.fail("half-way");
      }
      default -> {
        shard.begin(1, 0);
        if (!phase.equals("OPEN")) {
          shard.seal();
        }
        if (phase.equals("COMMITTED")) {
          shard.commit();
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "2"})
  void refusesOlderAndNewerLives(long incarnation) {
    shards.forEach(shard -> shard.undo(1));
    for (Request request : List.of(read(incarnation), scan(incarnation), load(incarnation))) {
      assertThat(outcome(rows, request)).isEqualTo("OTHER_INCARNATION");
    }
    assertThat(outcome(head, new Request.ScanHead(1, incarnation))).isEqualTo("OTHER_INCARNATION");
    assertThat(outcome(head, loadHead(incarnation))).isEqualTo("OTHER_INCARNATION");
  }

  @Test
  void whatWasLoadedIsReadListedAndNotTouched() {
    assertThat(ask(rows, load(0))).isEqualTo(new Answer.Accepted(0));
    Request.Scan stored = scan(0);
    assertThat(ask(rows, stored)).isEqualTo(new Answer.Scanned(2));
    assertThat(stored.room().rows()).startsWith(3, 7);
    assertThat(stored.room().weights()).startsWith(1, 2, 3, 4);
    assertThat(stored.room().state()).startsWith(5, 6);
    Request.Scan touched = new Request.Scan(0, 0, RowSelection.TOUCHED, 0, 10, room(4));
    assertThat(ask(rows, touched)).isEqualTo(new Answer.Scanned(0));
    assertThat(((Answer.Values) ask(rows, read(0))).values())
        .containsExactly(1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void aFullRoomEndsAScanAndTheNextGoesOnBehindIt() {
    ask(rows, load(0));
    Request.Scan first = new Request.Scan(0, 0, RowSelection.STORED, 0, 10, room(1));
    assertThat(ask(rows, first)).isEqualTo(new Answer.Scanned(1));
    assertThat(first.room().rows()).containsExactly(3);
    Request.Scan second = new Request.Scan(0, 0, RowSelection.STORED, 4, 10, room(1));
    assertThat(ask(rows, second)).isEqualTo(new Answer.Scanned(1));
    assertThat(second.room().rows()).containsExactly(7);
    Request.Scan before = new Request.Scan(0, 0, RowSelection.STORED, 4, 7, room(1));
    assertThat(ask(rows, before)).isEqualTo(new Answer.Scanned(0));
  }

  @Test
  void aHeadComesBackAsItWasSetAndIsACopy() {
    ask(head, loadHead(0));
    HeadState given = ((Answer.Head) ask(head, new Request.ScanHead(1, 0))).head();
    assertThat(given.weights()).containsExactly(1, 2, 3, 4, 5);
    assertThat(given.state()).containsExactly(6);
    assertThat(given.step()).isEqualTo(7);
    given.weights()[0] = 99;
    float[] read = new float[TestTables.HEAD];
    ask(head, new Request.Read(1, 0, RowBlock.ofHead(read)));
    assertThat(read).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void refusesRequestsForTheOtherKindOfShard() {
    assertThatThrownBy(() -> ask(head, scan(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not fit the shard");
  }

  private static Request read(long incarnation) {
    return new Request.Read(
        0,
        incarnation,
        new RowBlock(
            new int[] {3, 4}, 0, 2, new float[] {9, 9, 0, 0, 0, 0, 0, 0, 9, 9, 0, 0, 0, 0, 0, 0}));
  }

  private static Request.Scan scan(long incarnation) {
    return new Request.Scan(0, incarnation, RowSelection.STORED, 0, 10, room(4));
  }

  private static Request load(long incarnation) {
    StateBlock block =
        new StateBlock(new int[] {3, 7}, 2, new float[] {1, 2, 3, 4}, new float[] {5, 6});
    return new Request.Load(0, incarnation, block);
  }

  private static Request loadHead(long incarnation) {
    return new Request.LoadHead(
        1, incarnation, new HeadState(new float[] {1, 2, 3, 4, 5}, new float[] {6}, 7));
  }

  private static StateBlock room(int rows) {
    return StateBlock.room(SPEC.rowShape(), rows);
  }

  private static String outcome(ShardHandler shard, Request request) {
    return ask(shard, request) instanceof Answer.Refused refused ? refused.reason().name() : "OK";
  }

  private static Answer ask(ShardHandler shard, Request request) {
    List<Answer> answers = new ArrayList<>();
    shard.handle(request, (asked, answer) -> answers.add(answer));
    assertThat(answers).hasSize(1);
    return answers.get(0);
  }
}
