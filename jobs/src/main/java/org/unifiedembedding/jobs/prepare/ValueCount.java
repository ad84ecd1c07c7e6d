/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How often a value occurs in the training part.
 *
 * @param text its canonical text; null for a missing value and for a cross
 */
record ValueCount(long fingerprint, @Nullable String text, long count)
    implements Serializable, Comparable<ValueCount> {

  /** The order of top values and of vocabularies: most frequent first, then by fingerprint. */
  @Override
  public int compareTo(ValueCount other) {
    int byCount = Long.compare(other.count, count);
    return byCount != 0 ? byCount : Long.compare(fingerprint, other.fingerprint);
  }
}
