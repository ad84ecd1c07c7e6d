/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.sharding.TestTables;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.protocol.Answer.Reason;
import org.unifiedembedding.sharding.store.RowBlock;
import org.unifiedembedding.sharding.store.RowSelection;
import org.unifiedembedding.sharding.store.RowStore;
import org.unifiedembedding.sharding.store.StateBlock;

class ShardHandlerTest {
  private static final int WORKERS = 2;
  private final List<Answer> answers = new ArrayList<>();

  @Test
  void appliesAPushOnceAndAnswersCopiesAsDuplicates() {
    Shard shard = new Shard(TableSpec.NO_BOUND);
    shard.hello(0, 0);
    assertThat(shard.push(0, 0, 1, 0)).isEqualTo(new Answer.Accepted(1));
    assertThat(shard.push(0, 0, 1, 0)).isEqualTo(new Answer.Duplicate(1));
    assertThat(shard.push(0, 0, 5, 1)).isEqualTo(new Answer.Accepted(5));
    assertThat(shard.push(0, 0, 4, 1)).isEqualTo(new Answer.Duplicate(5));
    assertThat(shard.updates()).isEqualTo(2);
  }

  @Test
  void asksForWhatIsMissingBeforeAPush() {
    Shard shard = new Shard(TableSpec.NO_BOUND);
    shard.hello(0, 0);
    assertThat(shard.push(0, 0, 3, 2)).isEqualTo(new Answer.Gap(0));
    assertThat(shard.push(0, 0, 2, 0)).isEqualTo(new Answer.Accepted(2));
    assertThat(shard.push(0, 0, 3, 2)).isEqualTo(new Answer.Accepted(3));
    assertThat(shard.updates()).isEqualTo(2);
  }

  @Test
  void refusesOtherIncarnationsAndRounds() {
    Shard shard = new Shard(TableSpec.NO_BOUND);
    shard.hello(0, 0);
    shard.handler.begin(2, 0);
    assertThat(shard.push(0, 0, 1, 0)).isInstanceOf(Answer.Refused.class);
    assertThat(shard.reason()).isEqualTo(Reason.OTHER_INCARNATION);
    shard.handler.begin(1, 1);
    shard.push(0, 0, 1, 0);
    assertThat(shard.reason()).isEqualTo(Reason.OTHER_INCARNATION);
    assertThat(shard.updates()).isZero();
  }

  @Test
  void theNewestAttemptHasTheLeaseAndGoesOnBehindTheMark() {
    Shard shard = new Shard(TableSpec.NO_BOUND);
    shard.hello(0, 1);
    shard.push(0, 1, 1, 0);
    assertThat(shard.hello(0, 2)).isEqualTo(new Answer.Accepted(1));
    shard.push(0, 1, 2, 1);
    assertThat(shard.reason()).isEqualTo(Reason.OTHER_ATTEMPT);
    shard.hello(0, 1);
    assertThat(shard.reason()).isEqualTo(Reason.OTHER_ATTEMPT);
    assertThat(shard.push(0, 2, 2, 1)).isEqualTo(new Answer.Accepted(2));
    assertThat(shard.hello(0, 2)).isEqualTo(new Answer.Accepted(2));
  }

  @Test
  void takesNothingOnceSealed() {
    Shard shard = new Shard(TableSpec.NO_BOUND);
    shard.hello(0, 0);
    shard.push(0, 0, 1, 0);
    assertThat(shard.handler.seal()).containsExactly(1, 0);
    shard.push(0, 0, 2, 1);
    assertThat(shard.reason()).isEqualTo(Reason.NOT_OPEN);
  }

  @Test
  void inLockstepAPullWaitsForTheStepBeforeAndEarlyPushesForTheirTurn() {
    Shard shard = new Shard(0);
    shard.hello(0, 0);
    shard.hello(1, 0);
    shard.push(0, 0, 1, 0);
    assertThat(shard.updates()).isZero();
    assertThat(shard.pull(0, 1)).isNull();
    assertThat(shard.push(0, 0, 2, 1)).isEqualTo(new Answer.Gap(1));
    shard.push(1, 0, 1, 0);
    assertThat(answers).hasSize(2).first().isInstanceOf(Answer.Values.class);
    assertThat(shard.updates()).isEqualTo(1);
    assertThat(shard.handler.applied()).isEqualTo(1);
    shard.pull(1, 0);
    assertThat(shard.reason()).isEqualTo(Reason.STEP_PASSED);
  }

  @Test
  void withABoundAWorkerMayBeThatManyStepsAhead() {
    Shard shard = new Shard(2);
    shard.hello(0, 0);
    for (int step = 0; step < 2; step++) {
      assertThat(shard.pull(0, step)).isInstanceOf(Answer.Values.class);
      shard.push(0, 0, step + 1, step);
    }
    assertThat(shard.pull(0, 2)).isInstanceOf(Answer.Values.class);
    assertThat(shard.pull(0, 3)).isNull();
    shard.hello(1, 0);
    shard.push(1, 0, 1, 0);
    assertThat(answers).hasSize(2).first().isInstanceOf(Answer.Values.class);
  }

  @Test
  void aWithdrawnPullNamesThoseThatWereMissing() {
    Shard shard = new Shard(0);
    shard.hello(0, 0);
    shard.push(0, 0, 1, 0);
    shard.pull(0, 1);
    shard.send(new Request.Withdraw(0, new Sender(1, 0, 0, 0), 1));
    assertThat(answers).containsExactly(new Answer.Behind(List.of(1)), new Answer.Accepted(1));
  }

  @Test
  void aPullThatIsSentAgainIsAnsweredOnceEach() {
    Shard shard = new Shard(0);
    shard.hello(0, 0);
    shard.push(0, 0, 1, 0);
    assertThat(shard.pull(0, 1)).isNull();
    shard.pull(0, 1);
    assertThat(shard.reason()).isEqualTo(Reason.SUPERSEDED);
    shard.handler.undo(2);
    assertThat(shard.reason()).isEqualTo(Reason.OTHER_INCARNATION);
  }

  @Test
  void afterAFailureOnlyUndoHelps() {
    Shard shard = new Shard(TableSpec.NO_BOUND);
    shard.hello(0, 0);
    shard.push(0, 0, 1, 0);
    shard.handler.fail("out of memory");
    shard.push(0, 0, 2, 1);
    assertThat(shard.reason()).isEqualTo(Reason.BROKEN);
    shard.handler.undo(2);
    assertThat(shard.handler.broken()).isNull();
    assertThat(shard.updates()).isZero();
  }

  /** A shard in round 0 of incarnation 1, whose only row of interest is row 0. */
  private final class Shard {
    private final RowStore store;
    private final ShardHandler handler;
    private final int stride;

    Shard(int staleness) {
      TableSpec spec = TestTables.spec(new TableGeometry(1, 10, 0, 2), WORKERS, staleness);
      store = new RowStore(spec, TestTables.partition(spec, 1), 0);
      handler = new ShardHandler(store, WORKERS, staleness);
      stride = spec.rowShape().stride();
      handler.begin(1, 0);
    }

    @Nullable Answer hello(int worker, int attempt) {
      return last(new Request.Hello(0, new Sender(1, 0, worker, attempt)));
    }

    @Nullable Answer pull(int worker, long step) {
      return last(new Request.Pull(0, new Sender(1, 0, worker, 0), step, block()));
    }

    @Nullable Answer push(int worker, int attempt, long sequence, long previous) {
      Sender sender = new Sender(1, 0, worker, attempt);
      return last(new Request.Push(0, sender, sequence, previous, block(), 1));
    }

    void send(Request request) {
      answers.clear();
      handler.handle(request, (r, answer) -> answers.add(answer));
    }

    Reason reason() {
      return ((Answer.Refused) answers.get(answers.size() - 1)).reason();
    }

    float updates() {
      StateBlock room = new StateBlock(new int[1], 1, new float[2], new float[1]);
      store.commit(); // Scans list what is committed.
      store.scan(RowSelection.STORED, 0, 1, room);
      return room.state()[0];
    }

    private @Nullable Answer last(Request request) {
      send(request);
      return answers.isEmpty() ? null : answers.get(answers.size() - 1);
    }

    private RowBlock block() {
      return new RowBlock(new int[1], 0, 1, new float[stride]);
    }
  }
}
