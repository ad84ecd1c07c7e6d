/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.protocol;

import org.unifiedembedding.sharding.store.HeadState;
import org.unifiedembedding.sharding.store.RowBlock;
import org.unifiedembedding.sharding.store.RowSelection;
import org.unifiedembedding.sharding.store.StateBlock;

/** What is asked of a shard. Values only, so that a request can cross a wire. */
public sealed interface Request {

  /** The shard that is asked; number S, behind the shards of rows, holds the head. */
  int shard();

  /** The life of the run that the sender takes part in; in any other it is refused. */
  long incarnation();

  /** What a worker asks in a round; only the attempt that holds the worker's lease may. */
  sealed interface OfWorker extends Request {

    /** Who asks. */
    Sender sender();

    @Override
    default long incarnation() {
      return sender().incarnation();
    }
  }

  /**
   * What any task asks to list, fill or evaluate a table. A request that comes twice does no harm
   * within a life. Two tasks that set the same row do: a driver that loads in several steps raises
   * the incarnation between them, so that a task of an earlier step, given up but alive, is
   * refused.
   */
  sealed interface OfTable extends Request {}

  /** Takes the lease of the sender's worker for the sender's attempt. */
  record Hello(int shard, Sender sender) implements OfWorker {}

  /**
   * Reads rows for a step. Parked until the shard is close enough to that step.
   *
   * @param rows what to read and where to put it; for a head the array may have P floats, which a
   *     transport between JVMs then reads into instead of a new one
   */
  record Pull(int shard, Sender sender, long step, RowBlock rows) implements OfWorker {}

  /**
   * Gradients of a step, summed over its examples.
   *
   * @param sequence step + 1
   * @param previous sequence of this worker's push to this shard before this one, 0 when none
   * @param weight sum of the examples' weights, at least 0; a push of weight 0 moves nothing
   */
  record Push(
      int shard, Sender sender, long sequence, long previous, RowBlock gradients, double weight)
      implements OfWorker {}

  /** Takes back a pull that may be parked, since its worker stops waiting. */
  record Withdraw(int shard, Sender sender, long step) implements OfWorker {}

  /**
   * Reads rows as a loader would see them, never touched ones as zeros, or the head's weights. At
   * any time; in a round, whatever is applied by then.
   *
   * @param rows what to read and where to put it; for a head the array has P floats
   */
  record Read(int shard, long incarnation, RowBlock rows) implements OfTable {}

  /**
   * Lists the selected rows of [from, to), ascending, until the room is full. Not while a round is
   * open.
   */
  record Scan(
      int shard, long incarnation, RowSelection selection, int from, int to, StateBlock room)
      implements OfTable {}

  /** Sets rows with their state; they count as stored, not as touched. Between rounds only. */
  record Load(int shard, long incarnation, StateBlock rows) implements OfTable {}

  /** Gives the head with its state. Not while a round is open. */
  record ScanHead(int shard, long incarnation) implements OfTable {}

  /** Sets the head as it was given. Between rounds only. */
  record LoadHead(int shard, long incarnation, HeadState head) implements OfTable {}
}
