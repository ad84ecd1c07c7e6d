/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Plain loops, for JVMs without the Vector API and as the reference that SIMD is tested against.
 */
public final class ScalarBfloat16Kernels implements Bfloat16Kernels {
  private static final int INFINITY = 0x7f800000;
  private static final int QUIET = 0x40;

  /** The upper half of a float, rounded to the nearest, ties to even. */
  public static short shorten(float value) {
    int bits = Float.floatToRawIntBits(value);
    if ((bits & Integer.MAX_VALUE) > INFINITY) {
      return (short) ((bits >>> 16) | QUIET);
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  /** The float whose upper half this is. */
  public static float lengthen(short upper) {
    return Float.intBitsToFloat(upper << 16);
  }

  @Override
  public void shorten(
      float[] values, int offset, int stride, int count, int width, ByteBuffer out) {
    for (int i = 0, row = offset; i < count; i++, row += stride) {
      for (int d = 0; d < width; d++) {
        out.putShort(shorten(values[row + d]));
      }
    }
  }

  @Override
  public void lengthen(
      ByteBuffer in, float[] values, int offset, int stride, int count, int width) {
    for (int i = 0, row = offset; i < count; i++, row += stride) {
      for (int d = 0; d < width; d++) {
        values[row + d] = lengthen(in.getShort());
      }
      Arrays.fill(values, row + width, row + stride, 0);
    }
  }
}
