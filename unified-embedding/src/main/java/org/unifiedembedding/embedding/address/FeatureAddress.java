/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import java.io.Serializable;

/**
 * How the values of one feature become rows. A batch kernel asks once per feature which of the
 * three it is and then runs one loop over the batch without a virtual call. Immutable, thread-safe;
 * the arrays are not copied: treat them as read-only.
 */
public sealed interface FeatureAddress extends Serializable {

  /** Look-ups of a value, at least 1. */
  int chunks();

  /** The row of a value's chunk. Does not allocate. */
  long row(int chunk, long fingerprint);

  /** The rows of all chunks of a value, into found[at] and behind. Does not allocate. */
  void rows(long fingerprint, long[] found, int at);

  /**
   * Hashed into the whole hashed region.
   *
   * @param seeds [chunks]
   */
  record Multiplexed(long[] seeds, TableGeometry geometry) implements FeatureAddress {
    @Override
    public int chunks() {
      return seeds.length;
    }

    @Override
    public long row(int chunk, long fingerprint) {
      return geometry.hashedRow(RowHash.hash(fingerprint, seeds[chunk]));
    }

    @Override
    public void rows(long fingerprint, long[] found, int at) {
      for (int chunk = 0; chunk < seeds.length; chunk++) {
        found[at + chunk] = row(chunk, fingerprint);
      }
    }
  }

  /**
   * Hashed into a range of the feature's own, by the high half of the hash.
   *
   * @param seeds [chunks]
   * @param rows of the range, in [1, 2^31 - 1]
   */
  record Ranged(long[] seeds, long firstRow, long rows) implements FeatureAddress {
    @Override
    public int chunks() {
      return seeds.length;
    }

    @Override
    public long row(int chunk, long fingerprint) {
      return firstRow + (((RowHash.hash(fingerprint, seeds[chunk]) >>> 32) * rows) >>> 32);
    }

    @Override
    public void rows(long fingerprint, long[] found, int at) {
      for (int chunk = 0; chunk < seeds.length; chunk++) {
        found[at + chunk] = row(chunk, fingerprint);
      }
    }
  }

  /**
   * Own rows: those of value i start at firstRow + i * chunks and are consecutive; all values that
   * are not in the vocabulary share the entry behind its last. So row(c, v) = row(0, v) + c.
   */
  record Exact(int chunks, Vocabulary vocabulary, long firstRow) implements FeatureAddress {
    @Override
    public long row(int chunk, long fingerprint) {
      int index = vocabulary.index(fingerprint);
      return firstRow + (long) (index < 0 ? vocabulary.size() : index) * chunks + chunk;
    }

    @Override
    public void rows(long fingerprint, long[] found, int at) {
      long first = row(0, fingerprint);
      for (int chunk = 0; chunk < chunks; chunk++) {
        found[at + chunk] = first + chunk;
      }
    }

    /** Rows that the feature owns, those shared by all other values included. */
    public long rows() {
      return (vocabulary.size() + 1L) * chunks;
    }
  }
}
