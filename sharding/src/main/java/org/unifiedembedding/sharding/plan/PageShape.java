/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.plan;

import org.unifiedembedding.embedding.kernel.VectorKernels;

/**
 * How rows lie in memory: pages whose weights, with their array's header, fill exactly {@value
 * #PAGE_BYTES} bytes, rows padded to whole vectors of 8 floats, the optimizer's state in an array
 * of its own beside them.
 *
 * <p>G1 gives an array of more than half a region its own regions and does not move it. A page of
 * exactly 4 MiB so wastes nothing with regions of 1 to 4 MiB, and a lead before the first row then
 * puts each row of 16 floats on one cache line, not across two, which makes random look-ups a third
 * faster. With other collectors or regions only the alignment is lost. A power of two of rows would
 * be simpler but need one more region for the header.
 *
 * @param width weights of a row
 * @param stride floats between two rows' weights
 * @param stateSize floats of optimizer state of a row
 * @param rowsPerPage rows of a full page
 */
public record PageShape(int width, int stride, int stateSize, int rowsPerPage) {
  private static final int PAGE_BYTES = 4 << 20;
  private static final int CACHE_LINE_BYTES = 64;

  /** Header of an array on a 64-bit JVM with compressed class pointers. */
  private static final int ARRAY_HEADER_BYTES = 16;

  /** Objects of a page beside its arrays: page, references. */
  private static final long PAGE_OVERHEAD_BYTES = 96;

  /** Bits of a local row, see {@link ShardPlan#MAX_ROWS_OF_SHARD}. */
  private static final int ROW_BITS = 30;

  static PageShape of(int width, int stateSize) {
    int stride = VectorKernels.padded(width);
    int rows = (PAGE_BYTES - CACHE_LINE_BYTES) / (stride * Float.BYTES);
    return new PageShape(width, stride, stateSize, rows);
  }

  /** Floats before the first row's weights. */
  public int lead() {
    return (CACHE_LINE_BYTES - ARRAY_HEADER_BYTES) / Float.BYTES;
  }

  /** Pages that hold {@code rows} rows. */
  public int pages(int rows) {
    return (int) (((long) rows + rowsPerPage - 1) / rowsPerPage);
  }

  /**
   * Bits that are dropped from localRow * {@link #pageFactor} to get the page of a local row, an
   * exact division by a multiplication (T. Granlund and P. Montgomery, "Division by invariant
   * integers using multiplication", 1994).
   */
  public int pageShift() {
    return ROW_BITS + Integer.SIZE - Integer.numberOfLeadingZeros(rowsPerPage - 1);
  }

  /** See {@link #pageShift}. */
  public long pageFactor() {
    return ((1L << pageShift()) + rowsPerPage - 1) / rowsPerPage;
  }

  /** Bytes of the weights of a page of {@code rows} rows; its undo image has the same. */
  public long weightBytes(int rows) {
    return ARRAY_HEADER_BYTES + (lead() + (long) rows * stride) * Float.BYTES;
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
