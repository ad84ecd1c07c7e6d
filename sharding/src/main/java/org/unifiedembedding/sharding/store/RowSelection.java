/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

/** Which rows to list. */
public enum RowSelection {
  /** Those that training updated since the last commit. */
  TOUCHED,
  /** Those that training ever updated or that were loaded. */
  STORED
}
