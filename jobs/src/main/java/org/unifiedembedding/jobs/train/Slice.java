/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.io.Serializable;

/**
 * Some examples of a unit in the epoch's order of that unit.
 *
 * @param unit index into the part's list of units
 * @param from first ordinal
 * @param to ordinal behind the last
 */
record Slice(int unit, int from, int to) implements Serializable {
  int size() {
    return to - from;
  }
}
