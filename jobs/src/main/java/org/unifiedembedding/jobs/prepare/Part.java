/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.List;
import java.util.Locale;

/** What a share of the examples is for. */
public enum Part {
  TRAIN(0),
  VALIDATION(1),
  TEST(2);

  private static final List<Part> PARTS = List.of(values());

  private final int index;

  Part(int index) {
    this.index = index;
  }

  /** The part's name in tables, reports and {@link UnitLocation}: train, validation, test. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Position among the parts, from 0. */
  int index() {
    return index;
  }

  static Part at(int index) {
    return PARTS.get(index);
  }
}
