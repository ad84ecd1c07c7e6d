/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

/**
 * The hash that decides the row of (feature, chunk, value). Seeds come from names, so that adding,
 * removing or reordering features moves no row.
 */
public final class RowHash {
  private RowHash() {}

  /**
   * The seed of a feature's chunk: the fingerprint of "feature#chunk". Make it once, not per value.
   *
   * @param feature the feature's hash name
   * @param chunk from 0
   */
  public static long seed(String feature, int chunk) {
    return Fingerprint.of(feature + "#" + chunk);
  }

  /**
   * XXH64 of the fingerprint's eight little-endian bytes; {@link TableGeometry#hashedRow} turns it
   * into a row. Does not allocate; a few nanoseconds.
   */
  public static long hash(long fingerprint, long seed) {
    return Xxh64.hash(fingerprint, seed);
  }
}
