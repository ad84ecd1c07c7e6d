/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodesTest {
  /** What two float operations may add to half a step. */
  private static final double ROUNDING = 0x1p-14;

  private static float[] row(Random random, int n) {
    float[] row = new float[n];
    float size = (float) Math.pow(10, random.nextInt(24) - 12);
    float shift = random.nextInt(3) - 1;
    for (int i = 0; i < n; i++) {
      row[i] = size * ((float) random.nextGaussian() + 2 * shift);
    }
    return row;
  }

  /** In doubles, by trying every code: what no code could do better. */
  private static double leastError(float x, Codes codes, int levels) {
    double least = Double.MAX_VALUE;
    for (int code = 0; code <= levels; code++) {
      least = Math.min(least, Math.abs(x - (double) codes.scale() * (code - codes.zero())));
    }
    return least;
  }

  @ParameterizedTest
  @ValueSource(ints = {255, 15})
  void everyValueHasItsNearestCodeWithinHalfAStep(int levels) {
    Random random = new Random(levels);
    for (int i = 0; i < 2000; i++) {
      float[] row = row(random, 1 + random.nextInt(33));
      Codes codes = Codes.of(row, 0, row.length, levels);
      assertThat(codes.zero()).isBetween(0, levels);
      for (float x : row) {
        int code = codes.encode(x, levels);
        assertThat(code).isBetween(0, levels);
        double error = Math.abs(x - codes.scale() * (code - codes.zero()));
        assertThat(error)
            .as("%s of %s", x, codes)
            .isLessThanOrEqualTo(codes.scale() * (0.5 + ROUNDING))
            .isLessThanOrEqualTo(leastError(x, codes, levels) + codes.scale() * ROUNDING);
      }
    }
  }

  @Test
  void zerosStayZeros() {
    assertThat(Codes.of(new float[] {5, 0, -0f, 0, 7}, 1, 3, 255)).isEqualTo(Codes.ZEROS);
    Codes codes = Codes.of(new float[] {-0.7f, 0, 1.9f}, 0, 3, 15);
    assertThat(codes.scale() * (codes.encode(0, 15) - codes.zero())).isZero();
  }

  @Test
  void smallestAndGreatestFloatsHaveCodes() {
    Codes tiny = Codes.of(new float[] {Float.MIN_VALUE, 0}, 0, 2, 255);
    assertThat(tiny.scale()).isEqualTo(Float.MIN_NORMAL);
    Codes wide = Codes.of(new float[] {-3e38f, 3e38f}, 0, 2, 255);
    assertThat(wide.scale() * (wide.encode(3e38f, 255) - wide.zero())).isBetween(2.9e38f, 3.1e38f);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void refusesFloatsThatAreNotFinite(float value) {
    assertThatThrownBy(() -> Codes.of(new float[] {1, value}, 0, 2, 255))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid float for codes: " + value + " (must be finite)");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 15, 16, 17, 30, 31, 32, 64, 100})
  void simdGivesTheBitsOfTheScalarLoops(int n) {
    CodeKernels simd = CodeKernels.best();
    CodeKernels scalar = new ScalarCodeKernels();
    assertThat(simd)
        .as("the tests run with --add-modules=jdk.incubator.vector")
        .isNotInstanceOf(ScalarCodeKernels.class);
    byte[] bytes = new byte[4 * n + 3];
    new Random(n).nextBytes(bytes);
    for (int i = 4; i < bytes.length; i += 2) {
      bytes[i] &= (byte) 0xbf; // no half may be infinite
    }
    ByteBuffer in = ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    in.put(0, bytes);
    float[] a = new float[n + 2];
    float[] b = new float[n + 2];

    simd.floats(in, 3, a, 1, n);
    scalar.floats(in, 3, b, 1, n);
    assertThat(a).containsExactly(b);
    simd.bytes(in, 3, 0.37f, 101, a, 1, n);
    scalar.bytes(in, 3, 0.37f, 101, b, 1, n);
    assertThat(a).containsExactly(b);
    simd.nibbles(in, 3, 0.37f, 11, a, 1, n);
    scalar.nibbles(in, 3, 0.37f, 11, b, 1, n);
    assertThat(a).containsExactly(b);
    simd.halves(in, 3, a, 1, n);
    scalar.halves(in, 3, b, 1, n);
    assertThat(a).containsExactly(b);
  }
}
