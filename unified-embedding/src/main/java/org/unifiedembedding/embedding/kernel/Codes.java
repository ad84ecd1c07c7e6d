/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

/**
 * How a row becomes small integers: code = round(x / scale) + zero, back by scale * (code - zero).
 *
 * <p>Each row has its own scale and zero point, from its least and greatest value and 0 (affine
 * quantisation, Jacob et al., "Quantization and Training of Neural Networks for Efficient
 * Integer-Arithmetic-Only Inference", 2018; by row as in Guan et al., "Post-Training 4-bit
 * Quantization on Embedding Tables", 2019). The zero point is a code itself, so a 0 stays a 0
 * exactly, a row of zeros is all zero bytes, and decoding rounds once.
 *
 * <p>|x - decode| &lt;= scale / 2, but for the rounding of two float operations, at most scale *
 * 2^-14. Rejected: a float minimum instead of the zero point, which saves at most half of the scale
 * in rows of one sign only and loses the exact 0; ranges that cut the row's ends off, which gain in
 * the mean of 4 bits and have no bound for the value that was cut.
 *
 * @param scale width of a step, at least 0; 0: all values are 0
 * @param zero code of the value 0, in [0, levels]
 */
public record Codes(float scale, int zero) {
  /** Of a row of zeros. */
  public static final Codes ZEROS = new Codes(0, 0);

  /**
   * The scale and zero point of a row.
   *
   * @param x holds the row at [offset, offset + n), finite values
   * @param levels greatest code: 255 or 15
   */
  public static Codes of(float[] x, int offset, int n, int levels) {
    float least = 0;
    float greatest = 0;
    for (int i = offset; i < offset + n; i++) {
      if (!(Math.abs(x[i]) <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "Invalid float for codes: " + x[i] + " (must be finite)");
      }
      least = Math.min(least, x[i]);
      greatest = Math.max(greatest, x[i]);
    }
    if (least == greatest) {
      return ZEROS;
    }
    double step = ((double) greatest - least) / levels;
    // Below the normal floats a scale would lose digits; their steps are small enough.
    float scale = Math.max((float) step, Float.MIN_NORMAL);
    return new Codes(scale, (int) Math.rint(-least / (double) scale));
  }

  /** The code of a value of the row, in [0, levels]. */
  public int encode(float x, int levels) {
    if (scale == 0) {
      return 0;
    }
    int code = (int) Math.rint(x / scale) + zero;
    return Math.max(0, Math.min(levels, code));
  }
}
