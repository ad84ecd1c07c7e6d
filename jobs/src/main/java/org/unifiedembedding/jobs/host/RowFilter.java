/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.io.Serializable;

/** Which rows are read from files, by their optimizer's state. */
@FunctionalInterface
public interface RowFilter extends Serializable {
  /** Every row. */
  RowFilter ALL = state -> true;

  /**
   * Whether a row is read. Once it is kept, it is so with every later state.
   *
   * @param state of the row's optimizer
   */
  boolean keeps(float[] state);
}
