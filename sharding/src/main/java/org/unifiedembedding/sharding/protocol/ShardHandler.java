/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.protocol;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.sharding.protocol.Answer.Reason;
import org.unifiedembedding.sharding.store.Store;

/**
 * One shard's side of the protocol: a message in, answers out. It applies each push of a round
 * exactly once, whatever is lost, repeated, late or sent by a task that was given up.
 *
 * <ul>
 *   <li>A push is applied when the worker's mark equals its {@code previous}; at or below the mark
 *       it is a duplicate; else something before it is missing. A mere "highest seen" would lose
 *       pushes that overtake each other.
 *   <li>Messages of another incarnation or round and of an attempt without the lease are refused.
 *       What tasks ask outside training has no round and no lease: it is fenced by the incarnation.
 *   <li>A pull of step s is parked until every worker's pushes up to step s - 1 - staleness are in.
 *       With staleness 0 the pushes of a step are held until the last one comes, then summed in
 *       worker order and applied once, divided by their total weight. Otherwise a push is applied
 *       at once, divided by its own.
 * </ul>
 *
 * <p>Not thread-safe: its caller holds the shard's lock. Cost of a message besides the rows: O(1),
 * with a staleness bound O(W).
 */
public final class ShardHandler {
  /** At level TRACE each push that is taken or refused has a line. */
  private static final Logger AUDIT = LoggerFactory.getLogger("org.unifiedembedding.audit");

  private enum Phase {
    IDLE,
    OPEN,
    SEALED,
    CLOSED
  }

  private final Store store;
  private final TableAnswers table;
  private final int staleness;
  private final Marks marks;
  private final double[] weights;
  private final ParkedPulls parked;
  private final ShardCounters counters = new ShardCounters();
  private Phase phase = Phase.IDLE;
  private long incarnation;
  private long round;
  private long applied;
  private @Nullable String broken;

  /**
   * A shard without a round.
   *
   * @param staleness 0 for lockstep, Integer.MAX_VALUE for no bound
   */
  public ShardHandler(Store store, int workers, int staleness) {
    this.store = store;
    table = new TableAnswers(store);
    this.staleness = staleness;
    marks = new Marks(workers);
    weights = new double[workers];
    parked = new ParkedPulls(workers);
  }

  /** Opens a round: all marks at 0, nobody has a lease. */
  public void begin(long newIncarnation, long newRound) {
    parked.answerAll(new Answer.Refused(Reason.OTHER_INCARNATION, "round " + newRound + " began"));
    incarnation = newIncarnation;
    round = newRound;
    phase = Phase.OPEN;
    applied = 0;
    marks.reset();
  }

  /** Takes no more pushes. The marks of all workers. */
  public long[] seal() {
    phase = Phase.SEALED;
    parked.answerAll(new Answer.Refused(Reason.NOT_OPEN, "the round was sealed"));
    return marks.copy();
  }

  /** Ends the round for good. */
  public void commit() {
    store.commit();
    phase = Phase.IDLE;
  }

  /** Ends the round as if it had never begun; without one only raises the incarnation. */
  public void undo(long newIncarnation) {
    parked.answerAll(new Answer.Refused(Reason.OTHER_INCARNATION, "the round was undone"));
    incarnation = newIncarnation;
    phase = Phase.IDLE;
    broken = null;
    store.undo();
  }

  /** Ends the shard: refuses everything from here on. */
  public void close() {
    parked.answerAll(new Answer.Refused(Reason.NOT_OPEN, "the shard was closed"));
    phase = Phase.CLOSED;
  }

  /** After an update broke off: refuses everything until the round is undone. */
  public void fail(String cause) {
    broken = cause;
    parked.answerAll(new Answer.Refused(Reason.BROKEN, cause));
  }

  /** What went wrong, null when nothing did. */
  public @Nullable String broken() {
    return broken;
  }

  /** What it has been asked so far, in all rounds. */
  public ShardCounters counters() {
    return counters;
  }

  /** Steps of which every worker's push was summed and applied; counts in lockstep only. */
  public long applied() {
    return applied;
  }

  /** Handles one message. Its answer may come later, when another message allows it. */
  public void handle(Request request, Replies replies) {
    Answer refusal = refusal(request);
    if (refusal != null) {
      counters.refused();
      audit(request, refusal);
      replies.answer(request, refusal);
    } else if (request instanceof Request.OfTable ofTable) {
      replies.answer(ofTable, table.answer(ofTable));
    } else if (request instanceof Request.Hello hello) {
      replies.answer(hello, hello(hello.sender()));
    } else if (request instanceof Request.Pull pull) {
      pull(pull, replies);
    } else if (request instanceof Request.Push push) {
      Answer answer = push(push);
      counters.pushed(answer);
      audit(push, answer);
      if (answer instanceof Answer.Accepted && staleness != Integer.MAX_VALUE) {
        serveParked();
      }
      replies.answer(push, answer);
    } else if (request instanceof Request.Withdraw withdraw) {
      withdraw(withdraw, replies);
    }
  }

  private @Nullable Answer refusal(Request request) {
    if (request.incarnation() != incarnation
        || (request instanceof Request.OfWorker ofWorker && ofWorker.sender().round() != round)) {
      return refused(
          Reason.OTHER_INCARNATION,
          "the shard is in incarnation " + incarnation + ", round " + round);
    }
    if (broken != null) {
      return refused(Reason.BROKEN, broken);
    }
    return request instanceof Request.OfWorker ofWorker
        ? refusalOfWorker(ofWorker)
        : refusalOfTable(request);
  }

  private @Nullable Answer refusalOfWorker(Request.OfWorker request) {
    Sender sender = request.sender();
    int lease = marks.lease(sender.worker());
    boolean takes = request instanceof Request.Hello && sender.attempt() > lease;
    if (sender.attempt() != lease && !takes) {
      return refused(Reason.OTHER_ATTEMPT, "attempt " + lease + " has the worker's lease");
    }
    if (phase != Phase.OPEN) {
      return refused(Reason.NOT_OPEN, "the shard takes no messages of this round any more");
    }
    return null;
  }

  private @Nullable Answer refusalOfTable(Request request) {
    boolean allowed =
        switch (phase) {
          case IDLE -> true;
          case OPEN, SEALED -> request instanceof Request.Read;
          case CLOSED -> false;
        };
    if (allowed) {
      return null;
    }
    return phase == Phase.CLOSED
        ? refused(Reason.NOT_OPEN, "the shard is closed")
        : refused(Reason.IN_ROUND, "round " + round + " is " + phase);
  }

  private Answer hello(Sender sender) {
    int worker = sender.worker();
    if (marks.lease(worker) != sender.attempt()) {
      parked.answer(worker, new Answer.Refused(Reason.OTHER_ATTEMPT, "a newer attempt came"));
      marks.lease(worker, sender.attempt());
    }
    return new Answer.Accepted(marks.mark(worker));
  }

  private void pull(Request.Pull pull, Replies replies) {
    if (staleness == 0 && pull.step() < applied) {
      replies.answer(pull, refused(Reason.STEP_PASSED, applied + " steps are applied"));
    } else if (ready(pull.step())) {
      counters.pulled();
      replies.answer(pull, new Answer.Values(store.read(pull.rows())));
    } else {
      parked.park(pull, replies);
    }
  }

  private Answer push(Request.Push push) {
    int worker = push.sender().worker();
    long mark = marks.mark(worker);
    if (push.sequence() <= mark) {
      return new Answer.Duplicate(mark);
    }
    if (push.previous() != mark || (staleness == 0 && push.sequence() != applied + 1)) {
      return new Answer.Gap(mark);
    }
    marks.raise(worker, push.sequence());
    if (staleness == 0) {
      pushInLockstep(push);
    } else if (push.weight() > 0) {
      store.apply(push.gradients(), (float) (1 / push.weight()));
    }
    return new Answer.Accepted(push.sequence());
  }

  private void pushInLockstep(Request.Push push) {
    int worker = push.sender().worker();
    weights[worker] = push.weight();
    if (!marks.all(push.sequence())) {
      store.hold(worker, push.gradients());
      return;
    }
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    if (total > 0) {
      store.applyHeld(worker, push.gradients(), (float) (1 / total));
    }
    applied++;
  }

  /** The count of pushes tells a line that was copied from one that was written twice. */
  private void audit(Request request, Answer answer) {
    if (!AUDIT.isTraceEnabled() || !(request instanceof Request.Push push)) {
      return;
    }
    String what =
        answer instanceof Answer.Accepted
            ? "took"
            : answer instanceof Answer.Refused refused ? "refused as " + refused.reason() : "had";
    AUDIT.trace(
        "{} incarnation {} round {} shard {} worker {} sequence {}, {} pushes taken",
        what,
        push.sender().incarnation(),
        push.sender().round(),
        push.shard(),
        push.sender().worker(),
        push.sequence(),
        counters.pushes());
  }

  private void withdraw(Request.Withdraw withdraw, Replies replies) {
    long needed = withdraw.step() - staleness;
    parked.answer(withdraw.sender().worker(), new Answer.Behind(marks.below(needed)));
    replies.answer(withdraw, new Answer.Accepted(marks.mark(withdraw.sender().worker())));
  }

  private void serveParked() {
    for (int worker = 0; worker < marks.workers(); worker++) {
      Request.Pull pull = parked.pull(worker);
      if (pull != null && ready(pull.step())) {
        counters.pulled();
        Answer answer = new Answer.Values(store.read(pull.rows()));
        parked.answer(worker, answer);
      }
    }
  }

  /**
   * Whether every worker is close enough; in lockstep all marks at s mean that step s - 1 is
   * applied.
   */
  private boolean ready(long step) {
    return staleness == Integer.MAX_VALUE || marks.all(step - staleness);
  }

  private static Answer refused(Reason reason, String detail) {
    return new Answer.Refused(reason, detail);
  }
}
