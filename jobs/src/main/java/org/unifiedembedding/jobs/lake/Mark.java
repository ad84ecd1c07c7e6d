/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

/**
 * A number that a table keeps for an application, and that a commit compares and sets: the commit
 * happens only if the number is still {@code expected}, and leaves {@code next}.
 *
 * @param application any name, for example "driver" or "round"
 * @param expected the number now, {@link #NONE} when there is none yet
 * @param next the number afterwards, at least 0; may equal {@code expected}
 */
public record Mark(String application, long expected, long next) {
  /** The number of an application that never committed. */
  public static final long NONE = -1;

  public Mark {
    if (expected < NONE || next < 0) {
      throw new IllegalArgumentException(
          "Invalid mark of '%s': %d -> %d (expected must be >= -1, next >= 0)"
              .formatted(application, expected, next));
    }
  }
}
