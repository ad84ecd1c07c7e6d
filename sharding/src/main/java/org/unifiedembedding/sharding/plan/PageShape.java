/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.plan;

/**
 * How rows lie in memory: pages of 2^shift rows, the weights of a row padded to whole vectors of
 * {@value #VECTOR_FLOATS} floats, the optimizer's state in an array of its own beside them.
 *
 * <p>Pages stay below half of G1's smallest region (1 MiB). An array above half a region gets
 * regions of its own, so that a power of two of bytes and its header would waste almost as much
 * again; small pages also make undo images finer.
 *
 * @param width weights of a row
 * @param stride floats between two rows' weights
 * @param stateSize floats of optimizer state of a row
 * @param shift a page holds 2^shift rows
 */
public record PageShape(int width, int stride, int stateSize, int shift) {
  private static final int VECTOR_FLOATS = 8;
  private static final long MAX_PAGE_BYTES = 256 << 10;

  /** Header of an array on a 64-bit JVM with compressed class pointers. */
  private static final long ARRAY_HEADER_BYTES = 16;

  /** Objects of a page beside its arrays: page, image, references. */
  private static final long PAGE_OVERHEAD_BYTES = 96;

  static PageShape of(int width, int stateSize) {
    int stride = (width + VECTOR_FLOATS - 1) / VECTOR_FLOATS * VECTOR_FLOATS;
    long rowBytes = (long) Math.max(stride, stateSize) * Float.BYTES;
    int shift = 63 - Long.numberOfLeadingZeros(MAX_PAGE_BYTES / rowBytes);
    return new PageShape(width, stride, stateSize, Math.max(6, shift));
  }

  /** Rows of a full page. */
  public int rowsPerPage() {
    return 1 << shift;
  }

  /** Pages that hold {@code rows} rows. */
  public int pages(long rows) {
    return Math.toIntExact((rows + rowsPerPage() - 1) >>> shift);
  }

  /** Bytes of the weights of a page of {@code rows} rows; its undo image has the same. */
  public long weightBytes(int rows) {
    return ARRAY_HEADER_BYTES + (long) rows * stride * Float.BYTES;
  }

  /** Bytes of the state of a page of {@code rows} rows; its undo image has the same. */
  public long stateBytes(int rows) {
    return ARRAY_HEADER_BYTES + (long) rows * stateSize * Float.BYTES;
  }

  /** Bytes of the stored and touched marks of a page of {@code rows} rows. */
  public long markBytes(int rows) {
    return PAGE_OVERHEAD_BYTES + 2 * (ARRAY_HEADER_BYTES + markWords(rows) * (long) Long.BYTES);
  }

  /** Words of 64 marks. */
  public static int markWords(int rows) {
    return (rows + 63) >>> 6;
  }
}
