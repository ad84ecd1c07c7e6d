/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.Fingerprint;

/**
 * The values of one feature in the training data, most frequent first. The arrays are not copied:
 * treat them as read-only.
 *
 * @param feature its name
 * @param distinct number of different values
 * @param fingerprints of all values, or of the most frequent ones only
 * @param texts canonical texts, in step; null for a missing value and for a cross
 * @param counts how many times each value occurs, in step
 */
public record ValueCounts(
    String feature,
    long distinct,
    long[] fingerprints,
    List<@Nullable String> texts,
    long[] counts) {
  public ValueCounts {
    texts = Collections.unmodifiableList(new ArrayList<>(texts));
    if (fingerprints.length != texts.size() || counts.length != texts.size()) {
      throw new IllegalArgumentException(
          "Invalid values of feature '%s': %d fingerprints, %d texts, %d counts (must be in step)"
              .formatted(feature, fingerprints.length, texts.size(), counts.length));
    }
  }

  /** Whether all values are here. */
  public boolean complete() {
    return fingerprints.length >= distinct;
  }

  /** Number of values that are here. */
  public int size() {
    return fingerprints.length;
  }

  /** The value at a position for people: its text, "(missing)", or a cross's fingerprint. */
  public String label(int index) {
    String text = texts.get(index);
    if (text != null) {
      return text;
    }
    return fingerprints[index] == Fingerprint.MISSING
        ? "(missing)"
        : "#" + HexFormat.of().toHexDigits(fingerprints[index]);
  }

  /** Occurrences of the values that are here. */
  long occurrences() {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }
}
