/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.protocol;

import java.util.List;
import org.unifiedembedding.sharding.store.HeadState;

/** What a shard answers. */
public sealed interface Answer {

  /**
   * The request is done.
   *
   * @param mark last sequence of the worker that the shard has; 0 when no worker asked
   */
  record Accepted(long mark) implements Answer {}

  /** The push was there before; nothing was done. */
  record Duplicate(long mark) implements Answer {}

  /** The push before this one is missing; send again behind the mark. */
  record Gap(long mark) implements Answer {}

  /** The vectors of a pull or read: the block's array, or for a head its weights. */
  record Values(float[] values) implements Answer {}

  /**
   * The rows of a scan are in its room.
   *
   * @param count how many; when the room is full there may be more behind the last
   */
  record Scanned(int count) implements Answer {}

  /** The head and its state, a copy. */
  record Head(HeadState head) implements Answer {}

  /**
   * A parked pull was withdrawn.
   *
   * @param workers those whose pushes were missing, ascending
   */
  record Behind(List<Integer> workers) implements Answer {
    public Behind {
      workers = List.copyOf(workers);
    }
  }

  /** The request was not and will not be done. */
  record Refused(Reason reason, String detail) implements Answer {}

  /** Why a request is refused. */
  enum Reason {
    /** The sender is of another incarnation or round. */
    OTHER_INCARNATION,
    /** Another attempt holds the worker's lease. */
    OTHER_ATTEMPT,
    /** No round is open: it is sealed, undone or not begun; or the shard is closed for good. */
    NOT_OPEN,
    /** A round is open, or sealed where rows are to be set: they are between rounds only. */
    IN_ROUND,
    /** In lockstep, the values of that step have been replaced by those of a later one. */
    STEP_PASSED,
    /** The worker sent its pull again; the answer goes to the newer one. */
    SUPERSEDED,
    /** An update broke off half-way; only undoing the round helps. */
    BROKEN,
    /** The shard's host could not be reached in time; the transport says so, not the shard. */
    UNREACHABLE
  }
}
