/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.plan;

import java.io.Serializable;
import org.unifiedembedding.embedding.kernel.VectorKernels;

/**
 * How the rows of a shard lie in memory: one array of weights, rows padded to whole vectors of 8
 * floats, and one of the optimizer's state beside it. A lead before the first row puts each row of
 * 16 floats on one cache line, not across two, where the array begins on one, as arrays of more
 * than half a region do in G1.
 *
 * <p>Rejected: an array for every few MiB. Look-ups then cost twice as much, because the arrays'
 * headers, which bounds checks read, all fall into the same few sets of the caches.
 *
 * @param width weights of a row
 * @param stride floats between two rows' weights
 * @param stateSize floats of optimizer state of a row
 */
public record RowShape(int width, int stride, int stateSize) implements Serializable {
  private static final int CACHE_LINE_BYTES = 64;

  /** Header of an array on a 64-bit JVM with compressed class pointers. */
  private static final int ARRAY_HEADER_BYTES = 16;

  /**
   * Floats of a page's weights, about: what is copied when a round first touches one of its rows.
   */
  private static final int PAGE_FLOATS = 1 << 16;

  /**
   * Floats of the largest array of a shard, 256 MiB. G1 keeps a large array in neighbouring regions
   * and never moves it: arrays of half a GiB find no place in a heap of which a third is free.
   */
  private static final int MAX_FLOATS = 1 << 26;

  static RowShape of(int width, int stateSize) {
    return new RowShape(width, VectorKernels.padded(width), stateSize);
  }

  /** Most rows of one shard. */
  public int maxRows() {
    return MAX_FLOATS / Math.max(stride, stateSize);
  }

  /** Floats before the first row's weights. */
  public int lead() {
    return (CACHE_LINE_BYTES - ARRAY_HEADER_BYTES) / Float.BYTES;
  }

  /** A page holds 2^pageBits rows. */
  public int pageBits() {
    return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(Math.max(1, PAGE_FLOATS / stride));
  }

  /** Pages of {@code rows} rows. */
  public int pages(int rows) {
    return (rows + (1 << pageBits()) - 1) >>> pageBits();
  }

  /** Length of the array of weights of {@code rows} rows. */
  public int weightFloats(int rows) {
    return lead() + rows * stride;
  }

  /** Bytes of the weights of {@code rows} rows; their undo image has the same. */
  public long weightBytes(int rows) {
    return ARRAY_HEADER_BYTES + weightFloats(rows) * (long) Float.BYTES;
  }

  /** Bytes of the state of {@code rows} rows; its undo image has the same. */
  public long stateBytes(int rows) {
    return ARRAY_HEADER_BYTES + (long) rows * stateSize * Float.BYTES;
  }

  /** Bytes of the marks of {@code rows} rows, three bits each, and of the pages' phases. */
  public long markBytes(int rows) {
    return 4 * ARRAY_HEADER_BYTES + 3L * markWords(rows) * Long.BYTES + pages(rows);
  }

  /** Words of 64 marks. */
  public static int markWords(int rows) {
    return (rows + 63) >>> 6;
  }
}
