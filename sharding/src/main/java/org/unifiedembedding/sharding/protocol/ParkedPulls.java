/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.protocol;

import org.jspecify.annotations.Nullable;

/** Pulls that wait for other workers' pushes, at most one a worker, in worker order. */
final class ParkedPulls {
  private final Request.@Nullable Pull[] pulls;
  private final @Nullable Replies[] replies;

  ParkedPulls(int workers) {
    pulls = new Request.Pull[workers];
    replies = new Replies[workers];
  }

  /** Parks a pull. A pull of the same worker that waits already is superseded. */
  void park(Request.Pull pull, Replies to) {
    int worker = pull.sender().worker();
    answer(worker, new Answer.Refused(Answer.Reason.SUPERSEDED, "the worker pulled again"));
    pulls[worker] = pull;
    replies[worker] = to;
  }

  Request.@Nullable Pull pull(int worker) {
    return pulls[worker];
  }

  /** Answers and forgets the pull of a worker, if there is one. */
  void answer(int worker, Answer answer) {
    Request.Pull pull = pulls[worker];
    Replies to = replies[worker];
    if (pull != null && to != null) {
      pulls[worker] = null;
      replies[worker] = null;
      to.answer(pull, answer);
    }
  }

  void answerAll(Answer answer) {
    for (int worker = 0; worker < pulls.length; worker++) {
      answer(worker, answer);
    }
  }
}
