/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

/** What a row of the one shuffle carries; the first three are examples of the {@link Part}s. */
enum RowKind {
  TRAIN(0),
  VALIDATION(1),
  TEST(2),
  BAD(3),
  VALUE(4),
  SUMMARY(5);

  private final int index;

  RowKind(int index) {
    this.index = index;
  }

  /** Position among the kinds, from 0; that of an example is its part's. */
  int index() {
    return index;
  }

  static RowKind of(Part part) {
    return switch (part) {
      case TRAIN -> TRAIN;
      case VALIDATION -> VALIDATION;
      case TEST -> TEST;
    };
  }
}
