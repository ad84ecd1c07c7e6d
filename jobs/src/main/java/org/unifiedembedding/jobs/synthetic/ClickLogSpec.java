/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.synthetic;

import java.io.Serializable;

/**
 * Which click log: everything else follows from it.
 *
 * @param examples rows, in [days, 2^40]
 * @param days days 1..days of equally many rows, in [1, 365]
 * @param seed any number; another seed is another world of users, items and effects
 */
public record ClickLogSpec(long examples, int days, long seed) implements Serializable {
  public static final long MOST_EXAMPLES = 1L << 40;

  /** Rows and days of the quickstart. */
  public static final ClickLogSpec QUICKSTART = new ClickLogSpec(500_000, 10, 42);

  public ClickLogSpec {
    if (days < 1 || days > 365) {
      throw new IllegalArgumentException("Invalid days: " + days + " (must be in [1, 365])");
    }
    if (examples < days || examples > MOST_EXAMPLES) {
      throw new IllegalArgumentException(
          "Invalid examples: " + examples + " (must be in [" + days + ", 2^40])");
    }
  }

  /** The day of a row, from 1; rows are in the order of time. */
  int day(long index) {
    return 1 + (int) (index * days / examples);
  }
}
