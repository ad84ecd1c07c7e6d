/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import java.io.Serializable;

/**
 * The fixed shape of a table. Rows are numbered bucket by bucket: hashed rows first, exact rows
 * behind them, so that the bucket of any row is row / rowsPerBucket. Buckets are the unit that
 * shards own; they never change in the life of a table.
 *
 * @param buckets buckets of the hashed region, in [0, 65536]; 0 where every feature is exact
 * @param rowsPerBucket rows of each bucket, in [1, 2^31 - 1]
 * @param exactRows rows behind the hashed region, at least 0
 * @param width floats of a row, in [1, 1024]
 */
public record TableGeometry(int buckets, long rowsPerBucket, long exactRows, int width)
    implements Serializable {
  public TableGeometry {
    check("buckets", buckets, 0, 1 << 16);
    check("rowsPerBucket", rowsPerBucket, 1, Integer.MAX_VALUE);
    check("exactRows", exactRows, 0, Long.MAX_VALUE >>> 8);
    check("width", width, 1, 1024);
  }

  private static void check(String name, long value, long minimum, long maximum) {
    if (value < minimum || value > maximum) {
      throw new IllegalArgumentException(
          "Invalid " + name + ": " + value + " (must be in [" + minimum + ", " + maximum + "])");
    }
  }

  /** Rows that hashes reach. */
  public long hashedRows() {
    return buckets * rowsPerBucket;
  }

  /** All rows. */
  public long rows() {
    return hashedRows() + exactRows;
  }

  /** Buckets including those of the exact rows, of which the last may be part-filled. */
  public int allBuckets() {
    return Math.toIntExact((rows() + rowsPerBucket - 1) / rowsPerBucket);
  }

  /** The bucket that owns a row. */
  public int bucketOf(long row) {
    return (int) (row / rowsPerBucket);
  }

  /** Rows of a bucket: rowsPerBucket, or fewer in the last. */
  public int rowsOf(int bucket) {
    return (int) Math.min(rowsPerBucket, rows() - bucket * rowsPerBucket);
  }

  /** Bytes of the weights as published: rows x width x 4. */
  public long weightBytes() {
    return rows() * width * Float.BYTES;
  }

  /**
   * The row of a hash: its high half picks the bucket, its low half the offset (docs/spec/hash.md).
   */
  public long hashedRow(long hash) {
    long bucket = ((hash >>> 32) * buckets) >>> 32;
    long offset = ((hash & 0xffffffffL) * rowsPerBucket) >>> 32;
    return bucket * rowsPerBucket + offset;
  }
}
