/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.simulate;

/** What keeps rounds exact; a simulation may switch one off. */
enum Safeguard {
  NONE,
  /** A push must follow the one that its worker sent before it. */
  PREVIOUS,
  /** A push at or below the mark is not applied again. */
  DUPLICATES,
  /** Messages of an older incarnation or round are refused. */
  INCARNATION,
  /** A round that is given up leaves nothing behind. */
  UNDO
}
