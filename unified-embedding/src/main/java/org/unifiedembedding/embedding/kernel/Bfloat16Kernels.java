/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import java.nio.ByteBuffer;

/**
 * Moves rows between float arrays and buffers of bfloat16: the upper half of a 32-bit float, which
 * keeps its exponent and 8 bits of its significand. One scalar and one SIMD form with the same
 * bits. Thread-safe, no allocation.
 *
 * <p>Row i of a call is the {@code width} floats at {@code values[offset + i * stride]}, with
 * {@code stride} at least {@code width}. In the buffer, which is little-endian and has room, rows
 * follow each other without holes from its position on; the position moves behind the last of them.
 */
public interface Bfloat16Kernels {

  /**
   * Appends rows rounded to the nearest, ties to even. What is too large becomes an infinity; a NaN
   * stays one, quiet, with its sign and the upper bits of its payload.
   */
  void shorten(float[] values, int offset, int stride, int count, int width, ByteBuffer out);

  /** Reads rows, exactly; entries [width, stride) of each become 0. */
  void lengthen(ByteBuffer in, float[] values, int offset, int stride, int count, int width);

  /** The kernels of this JVM. */
  static Bfloat16Kernels best() {
    return BestKernels.BFLOAT16;
  }
}
