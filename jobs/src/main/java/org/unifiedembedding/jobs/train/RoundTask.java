/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.io.Serializable;
import org.unifiedembedding.jobs.host.RunAccess;

/**
 * What every task of a round is told.
 *
 * @param access to the shards in the incarnation that the round runs in
 * @param steps steps that each worker does in lockstep; without lockstep a worker does its own
 *     number
 */
record RoundTask(RunAccess access, long round, int epoch, long steps, Feed feed)
    implements Serializable {
  RoundTask(RunAccess access, RoundPlan plan, Feed feed) {
    this(access, plan.round(), plan.epoch(), plan.steps(), feed);
  }
}
