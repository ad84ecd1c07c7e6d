/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import org.unifiedembedding.sharding.protocol.Answer;
import org.unifiedembedding.sharding.protocol.Replies;
import org.unifiedembedding.sharding.protocol.Request;

/** A request that a client has no answer to. */
record OpenRequest(Request request, Replies replies, long askedNanos) {

  void answer(Answer answer) {
    replies.answer(request, answer);
  }
}
