/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.batch;

import java.util.Arrays;

/** Growing of reused arrays. */
final class Buffers {
  private Buffers() {}

  /** The array itself, or a copy with at least {@code length} entries and room to grow. */
  static float[] atLeast(float[] array, int length) {
    return array.length >= length ? array : Arrays.copyOf(array, grown(length));
  }

  /** The array itself, or a copy with at least {@code length} entries and room to grow. */
  static int[] atLeast(int[] array, int length) {
    return array.length >= length ? array : Arrays.copyOf(array, grown(length));
  }

  /** The array itself, or a copy with at least {@code length} entries and room to grow. */
  static long[] atLeast(long[] array, int length) {
    return array.length >= length ? array : Arrays.copyOf(array, grown(length));
  }

  private static int grown(int length) {
    return Math.max(
        length + 16, Math.toIntExact(Math.min(Integer.MAX_VALUE - 16L, length * 5L / 4)));
  }
}
