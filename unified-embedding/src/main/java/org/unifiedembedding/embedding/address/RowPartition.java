/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import java.io.Serializable;

/**
 * Deals the rows of a table to a number of parts, bucket by bucket in turn, so that the few hot
 * buckets of exact rows do not meet in one part and any owner is found by arithmetic. Inside a part
 * its buckets follow each other without holes; the number of a row in its part is its local row.
 *
 * <p>Quotients are multiplications by rounded-up inverses, an exact division where the error cannot
 * reach the next whole number (T. Granlund and P. Montgomery, "Division by invariant integers using
 * multiplication", 1994); integer division is several times slower. Immutable, thread-safe.
 */
public final class RowPartition implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Local rows are ints, with room for arithmetic. */
  public static final int MAX_LOCAL_ROWS = 1 << 30;

  private static final int BUCKET_BITS = 31;

  private final TableGeometry geometry;
  private final int parts;
  private final long rowsPerBucket;
  private final long perBucket; // ceil(2^64 / rowsPerBucket), 0: divide
  private final long perPart; // ceil(2^partShift / parts)
  private final int partShift;

  /**
   * A partition of a table's rows.
   *
   * @param parts at least 1; at most one a bucket
   * @throws IllegalArgumentException where a part would have more than {@link #MAX_LOCAL_ROWS} rows
   */
  public RowPartition(TableGeometry geometry, int parts) {
    if (parts < 1 || parts > geometry.allBuckets()) {
      throw new IllegalArgumentException(
          "Invalid parts: " + parts + " (must be in [1, " + geometry.allBuckets() + " buckets])");
    }
    this.geometry = geometry;
    this.parts = parts;
    this.rowsPerBucket = geometry.rowsPerBucket();
    this.perBucket = inverse(rowsPerBucket, geometry.rows());
    this.partShift = BUCKET_BITS + Integer.SIZE - Integer.numberOfLeadingZeros(parts - 1);
    this.perPart = ((1L << partShift) + parts - 1) / parts;
    for (int part = 0; part < parts; part++) {
      if (rows(part) > MAX_LOCAL_ROWS) {
        throw new IllegalArgumentException(
            "Invalid parts: part %d of %d would have %d rows (must be <= %d; use more parts)"
                .formatted(part, parts, rows(part), MAX_LOCAL_ROWS));
      }
    }
  }

  /** The partition with the fewest parts, for a reader that holds all rows. */
  public static RowPartition coarsest(TableGeometry geometry) {
    long least = (geometry.rows() + MAX_LOCAL_ROWS - 1) / MAX_LOCAL_ROWS;
    int parts = least <= 1 ? 1 : (int) Math.min(geometry.allBuckets(), 2 * least);
    return new RowPartition(geometry, parts);
  }

  /** ceil(2^64 / divisor); 0 where multiplying by it could be wrong for rows of the table. */
  private static long inverse(long divisor, long rows) {
    boolean exact = Math.multiplyHigh(divisor, rows) == 0 && divisor * rows > 0;
    return divisor > 2 && exact ? Long.divideUnsigned(-1L, divisor) + 1 : 0;
  }

  /** Number of parts. */
  public int parts() {
    return parts;
  }

  /** The table whose rows are dealt. */
  public TableGeometry geometry() {
    return geometry;
  }

  /** The bucket of a row in [0, rows). */
  int bucket(long row) {
    return (int) (perBucket == 0 ? row / rowsPerBucket : Math.multiplyHigh(row, perBucket));
  }

  /** Position of a bucket among those of its part. */
  private int turn(int bucket) {
    return (int) ((bucket * perPart) >>> partShift);
  }

  /**
   * The part and local row of a row, as part * 2^32 + local: both at once, since they share their
   * divisions. The row must be in [0, rows).
   */
  public long place(long row) {
    int bucket = bucket(row);
    int turn = turn(bucket);
    long part = bucket - (long) turn * parts;
    return part << 32 | turn * rowsPerBucket + row - bucket * rowsPerBucket;
  }

  /** The part that owns a bucket. */
  public int partOfBucket(int bucket) {
    return bucket - turn(bucket) * parts;
  }

  /** The local row of a bucket's first row in the part that owns it. */
  public int firstLocalRow(int bucket) {
    return Math.toIntExact(turn(bucket) * rowsPerBucket);
  }

  /** The row of a local row of a part. */
  public long row(int part, int local) {
    long turn = local / rowsPerBucket;
    return (turn * parts + part) * rowsPerBucket + local - turn * rowsPerBucket;
  }

  /** Rows of a part. */
  public long rows(int part) {
    int last = geometry.allBuckets() - 1;
    int buckets = (last - part) / parts + 1;
    long rows = buckets * rowsPerBucket;
    boolean ownsLast = last % parts == part;
    return ownsLast ? rows - (last + 1) * rowsPerBucket + geometry.rows() : rows;
  }
}
