/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values of a feature that own rows, in an order that fixes these rows. Looked up by open
 * addressing over positions: 4 bytes an entry, at most half full. Immutable, thread-safe.
 */
public final class Vocabulary implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] fingerprints;
  private final List<@Nullable String> texts;

  /** Position + 1 in the order of the vocabulary, 0 for an empty entry; a power of two of them. */
  private final int[] entries;

  private Vocabulary(long[] fingerprints, List<@Nullable String> texts) {
    this.fingerprints = fingerprints;
    this.texts = texts;
    this.entries = new int[Integer.highestOneBit(Math.max(1, fingerprints.length)) << 2];
    for (int i = 0; i < fingerprints.length; i++) {
      int entry = entryOf(fingerprints[i]);
      if (entries[entry] != 0) {
        throw new IllegalArgumentException(
            "Invalid vocabulary: fingerprint " + fingerprints[i] + " (occurs twice)");
      }
      entries[entry] = i + 1;
    }
  }

  /**
   * A vocabulary in the given order.
   *
   * @param fingerprints distinct; at most 2^28
   * @param texts one for each; null for a missing value and for the pairs and triples of a cross
   */
  public static Vocabulary of(long[] fingerprints, List<@Nullable String> texts) {
    if (fingerprints.length != texts.size()) {
      throw new IllegalArgumentException(
          "Invalid texts: " + texts.size() + " (must be " + fingerprints.length + ")");
    }
    if (fingerprints.length > 1 << 28) {
      throw new IllegalArgumentException(
          "Invalid vocabulary: " + fingerprints.length + " values (must be <= 2^28)");
    }
    return new Vocabulary(
        fingerprints.clone(), Collections.unmodifiableList(new ArrayList<>(texts)));
  }

  /** The vocabulary of listed values, given by their canonical texts. */
  public static Vocabulary of(List<String> texts) {
    return of(texts.stream().mapToLong(Fingerprint::of).toArray(), new ArrayList<>(texts));
  }

  /** Number of values. */
  public int size() {
    return fingerprints.length;
  }

  /** The position of a value, -1 where it is not in the vocabulary. Does not allocate. */
  public int index(long fingerprint) {
    return entries[entryOf(fingerprint)] - 1;
  }

  /** The fingerprint at a position. */
  public long fingerprint(int index) {
    return fingerprints[index];
  }

  /** The text at a position; null for a missing value and for the pairs and triples of a cross. */
  public @Nullable String text(int index) {
    return texts.get(index);
  }

  /** The entry that holds the fingerprint, or the empty one where it would be. */
  private int entryOf(long fingerprint) {
    int mask = entries.length - 1;
    int entry = (int) (fingerprint >>> 32) & mask;
    while (entries[entry] != 0 && fingerprints[entries[entry] - 1] != fingerprint) {
      entry = (entry + 1) & mask;
    }
    return entry;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Vocabulary that
        && Arrays.equals(fingerprints, that.fingerprints)
        && texts.equals(that.texts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(fingerprints) + Objects.hashCode(texts);
  }

  @Override
  public String toString() {
    return "Vocabulary[size=" + size() + "]";
  }
}
