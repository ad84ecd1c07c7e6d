/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.protocol;

import org.unifiedembedding.sharding.store.RowBlock;

/** What a worker asks of a shard. Values only, so that a request can cross a wire. */
public sealed interface Request {

  /** The shard that is asked; number S, behind the shards of rows, holds the head. */
  int shard();

  /** Who asks. */
  Sender sender();

  /** Takes the lease of the sender's worker for the sender's attempt. */
  record Hello(int shard, Sender sender) implements Request {}

  /**
   * Reads rows for a step. Parked until the shard is close enough to that step.
   *
   * @param rows what to read and where to put it; for a head the array may have P floats, which a
   *     transport between JVMs then reads into instead of a new one
   */
  record Pull(int shard, Sender sender, long step, RowBlock rows) implements Request {}

  /**
   * Gradients of a step, summed over its examples.
   *
   * @param sequence step + 1
   * @param previous sequence of this worker's push to this shard before this one, 0 when none
   * @param weight sum of the examples' weights, at least 0; a push of weight 0 moves nothing
   */
  record Push(
      int shard, Sender sender, long sequence, long previous, RowBlock gradients, double weight)
      implements Request {}

  /** Takes back a pull that may be parked, since its worker stops waiting. */
  record Withdraw(int shard, Sender sender, long step) implements Request {}
}
