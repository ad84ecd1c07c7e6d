/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

/** Which rows to list, as of the last commit. */
public enum RowSelection {
  /** Those that training updated in the round which that commit ended. */
  TOUCHED,
  /** Those that training updated or that were loaded at any time before. */
  STORED
}
