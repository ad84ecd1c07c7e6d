/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import java.nio.ByteBuffer;

/**
 * Rows as they are stored back to floats. One scalar and one SIMD form with the same bits.
 * Thread-safe, no allocation. Buffers are little-endian and are read at absolute positions.
 *
 * <p>Encoding has no SIMD twin: it happens once for a version, where checksums and storage take
 * most of the time; see {@link Codes} and {@link Halves}.
 */
public interface CodeKernels {

  /** y = rows of floats, one behind the other: [count, width] for the first entries of rows. */
  void gather(FloatRows in, long[] rows, int count, float[] y, int yOffset);

  /** y = the n floats at [at, at + 4n). */
  void floats(ByteBuffer in, int at, float[] y, int yOffset, int n);

  /** y = the float of each of n halves (IEEE 754 binary16) at [at, at + 2n). Finite ones only. */
  void halves(ByteBuffer in, int at, float[] y, int yOffset, int n);

  /** y = scale * (code - zero) for n codes of 8 bits at [at, at + n). */
  void bytes(ByteBuffer in, int at, float scale, int zero, float[] y, int yOffset, int n);

  /**
   * y = scale * (code - zero) for n codes of 4 bits at [at, at + ceil(n / 2)); the first of two
   * codes is in the low half of its byte.
   */
  void nibbles(ByteBuffer in, int at, float scale, int zero, float[] y, int yOffset, int n);

  /** The kernels of this JVM. */
  static CodeKernels best() {
    return BestKernels.CODES;
  }
}
