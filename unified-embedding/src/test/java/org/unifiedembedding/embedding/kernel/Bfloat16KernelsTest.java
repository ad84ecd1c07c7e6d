/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Bfloat16KernelsTest {
  private static final long SEED = Long.getLong("test.seed", 20260101);

  private final Bfloat16Kernels simd = Bfloat16Kernels.best();
  private final Bfloat16Kernels scalar = new ScalarBfloat16Kernels();

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7, 8, 15, 16, 30, 40})
  void simdGivesTheBitsOfTheScalarLoops(int width) {
    assertThat(simd)
        .as("the tests run with --add-modules=jdk.incubator.vector")
        .isNotInstanceOf(ScalarBfloat16Kernels.class);
    int stride = VectorKernels.padded(width);
    for (int round = 0; round < 200; round++) {
      float[] values = bitPatterns(5 * stride, SEED + round);
      assertThat(shortened(simd, values, stride, width))
          .as("seed %d", SEED + round)
          .containsExactly(shortened(scalar, values, stride, width));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 16, 30})
  void lengtheningWritesItsRowsOnlyAndClearsTheirRest(int width) {
    int stride = VectorKernels.padded(width);
    for (Bfloat16Kernels kernels : List.of(simd, scalar)) {
      ByteBuffer buffer = buffer(2 * width * Short.BYTES);
      while (buffer.hasRemaining()) {
        buffer.putShort(ScalarBfloat16Kernels.shorten(3));
      }
      float[] values = new float[5 * stride];
      Arrays.fill(values, 77);
      kernels.lengthen(buffer.flip(), values, stride, stride, 2, width);
      assertThat(buffer.remaining()).isZero();
      for (int i = 0; i < values.length; i++) {
        boolean row = i >= stride && i < 3 * stride;
        assertThat(values[i]).isEqualTo(!row ? 77 : i % stride < width ? 3 : 0);
      }
    }
  }

  @Test
  void everyShortComesBackAsItself() {
    for (int upper = 0; upper < 1 << 16; upper++) {
      float value = ScalarBfloat16Kernels.lengthen((short) upper);
      short quiet = Float.isNaN(value) ? (short) (upper | 0x40) : (short) upper;
      assertThat(ScalarBfloat16Kernels.shorten(value)).isEqualTo(quiet);
    }
  }

  @Test
  void shortensToTheNearestWithTiesToEven() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 20_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt() & 0xff7fffff);
      assertThat(ScalarBfloat16Kernels.shorten(value))
          .as("seed %d, value %s", SEED, value)
          .isEqualTo(nearest(value));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "3f800000,3f80", "3f808000,3f80", "3f818000,3f82", "3f808001,3f81", "80000000,8000",
    "7f7fffff,7f80", "7f7f7fff,7f7f", "ff800000,ff80", "7f800001,7fc0", "ffc12345,ffc1",
    "7fffffff,7fff", "00000001,0000", "007fffff,0080", "80008001,8001"
  })
  void shortensTheSpecialOnesAsSpecified(String value, String expected) {
    float of = Float.intBitsToFloat(Integer.parseUnsignedInt(value, 16));
    float[] row = new float[8];
    Arrays.fill(row, of);
    for (Bfloat16Kernels kernels : List.of(simd, scalar)) {
      ByteBuffer out = buffer(16);
      kernels.shorten(row, 0, 8, 1, 8, out);
      for (int at = 0; at < 16; at += 2) {
        assertThat(String.format("%04x", out.getShort(at))).isEqualTo(expected);
      }
    }
  }

  /** By exact arithmetic: of the two neighbours the nearer one, of two as near the even one. */
  private static short nearest(float value) {
    int lower = Float.floatToRawIntBits(value) >>> 16;
    float below = Float.intBitsToFloat(lower << 16);
    float above = Float.intBitsToFloat((lower + 1) << 16);
    BigDecimal exact = new BigDecimal(value);
    BigDecimal bound =
        Float.isInfinite(above)
            ? BigDecimal.valueOf(2).pow(128).multiply(BigDecimal.valueOf(Math.signum(above)))
            : new BigDecimal(above);
    int nearer = exact.subtract(new BigDecimal(below)).abs().compareTo(bound.subtract(exact).abs());
    boolean down = nearer < 0 || (nearer == 0 && (lower & 1) == 0);
    return (short) (down ? lower : lower + 1);
  }

  private static float[] bitPatterns(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      int bits = random.nextInt();
      values[i] = Float.intBitsToFloat(random.nextInt(8) == 0 ? bits | 0x7f800000 : bits);
    }
    return values;
  }

  private static byte[] shortened(Bfloat16Kernels kernels, float[] values, int stride, int width) {
    ByteBuffer out = buffer(3 * width * Short.BYTES);
    kernels.shorten(values, stride, stride, 3, width, out);
    byte[] written = bytes(out);
    float[] back = new float[5 * stride];
    kernels.lengthen(out.flip(), back, stride, stride, 3, width);
    ByteBuffer again = buffer(3 * width * Short.BYTES);
    kernels.shorten(back, stride, stride, 3, width, again);
    assertThat(bytes(again)).containsExactly(written);
    return written;
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] bytes(ByteBuffer out) {
    byte[] bytes = new byte[out.position()];
    out.get(0, bytes);
    return bytes;
  }
}
