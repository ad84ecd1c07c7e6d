/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import java.util.List;

/**
 * A row with much traffic.
 *
 * @param row its number
 * @param lookups how often it is looked up in the training data, as far as values are known
 * @param share of all look-ups, in [0, 1]
 * @param visitors who meets there, most frequent first, at most {@value #MAX_VISITORS}
 * @param allVisitors number of all pairs (value, chunk) that meet there
 */
public record HotRow(
    long row, long lookups, double share, List<Visitor> visitors, int allVisitors) {
  static final int MAX_VISITORS = 5;

  public HotRow {
    visitors = List.copyOf(visitors);
  }

  /** One value with its part of the row's look-ups. */
  public record Visitor(String feature, String value, int chunk, long lookups) {}
}
