/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.protocol;

/** Where the answers of a sender's requests go. Each request is answered once. */
@FunctionalInterface
public interface Replies {

  /** Takes the answer to a request, in any thread. */
  void answer(Request request, Answer answer);
}
