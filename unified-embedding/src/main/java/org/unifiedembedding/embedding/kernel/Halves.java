/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

/**
 * Floats in 16 bits: IEEE 754 binary16, to nearest, ties to even. The JDK has this from version 20
 * on.
 *
 * <p>|x - decode| &lt;= max(2^-11 |x|, 2^-25). Below 2^-14 halves are multiples of 2^-24: adding
 * 0.5, whose last bit weighs as much, rounds to one and leaves its number in the low bits.
 */
public final class Halves {
  /** The largest half; floats from 65520 on would round to infinity. */
  public static final float MAX = 65504;

  private static final float OVERFLOW = 65520;

  /** Bits of 2^-14, the least half with a full mantissa, as a float. */
  private static final int NORMAL = 0x38800000;

  /** What lies between the exponents of a float and a half, in the float's place: 127 - 15. */
  private static final int REBIAS = (127 - 15) << 23;

  private Halves() {}

  /**
   * The nearest half.
   *
   * @param x finite and of a magnitude below 65520
   */
  public static short encode(float x) {
    if (!(Math.abs(x) < OVERFLOW)) {
      throw new IllegalArgumentException(
          "Invalid float for 16 bits: " + x + " (magnitude must be < 65520)");
    }
    int bits = Float.floatToRawIntBits(x);
    int sign = bits >>> 16 & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude < NORMAL) {
      float rounded = Float.intBitsToFloat(magnitude) + 0.5f;
      return (short) (sign | Float.floatToRawIntBits(rounded) - Float.floatToRawIntBits(0.5f));
    }
    int rounded = magnitude + 0xfff + (magnitude >>> 13 & 1);
    return (short) (sign | ((rounded - REBIAS) >>> 13));
  }

  /** The float of a finite half, exactly. */
  public static float decode(short half) {
    int sign = half & 0x80000000;
    int magnitude = (half & 0x7fff) << 13;
    if (magnitude >= 1 << 23) {
      return Float.intBitsToFloat(sign | magnitude + REBIAS);
    }
    float small = Float.intBitsToFloat(magnitude + NORMAL) - Float.intBitsToFloat(NORMAL);
    return Float.intBitsToFloat(sign | Float.floatToRawIntBits(small));
  }
}
