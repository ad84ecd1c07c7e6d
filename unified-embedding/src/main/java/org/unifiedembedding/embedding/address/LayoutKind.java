/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

/**
 * How features share the table: the paper's multiplexing and the two layouts that it is compared
 * with (Coleman et al., Unified Embedding, NeurIPS 2023, section 5).
 */
public enum LayoutKind {
  /** Every feature hashes into the whole hashed region, with hashes of its own. */
  MULTIPLEXED,
  /** The hashing trick: every feature hashes into a range of its own, sized by its vocabulary. */
  PER_FEATURE,
  /** Every value of the training part has rows of its own. */
  COLLISIONLESS
}
