/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HalvesTest {
  private static final int FINITE = 0x7c00;

  /** The definition of binary16 in doubles. */
  private static double slow(int half) {
    int exponent = half >> 10 & 0x1f;
    int mantissa = half & 0x3ff;
    double magnitude =
        exponent == 0
            ? Math.scalb((double) mantissa, -24)
            : Math.scalb(1024.0 + mantissa, exponent - 25);
    return (half & 0x8000) == 0 ? magnitude : -magnitude;
  }

  @Test
  void everyFiniteHalfIsItsFloatAndComesBack() {
    for (int half = 0; half < FINITE; half++) {
      for (int signed : new int[] {half, half | 0x8000}) {
        float decoded = Halves.decode((short) signed);
        assertThat((double) decoded).isEqualTo(slow(signed));
        assertThat(Halves.encode(decoded)).isEqualTo((short) signed);
      }
    }
  }

  @Test
  void tiesGoToEvenAndEverythingElseToTheNearest() {
    for (int half = 0; half < FINITE - 1; half++) {
      float middle = (float) ((slow(half) + slow(half + 1)) / 2);
      int even = (half & 1) == 0 ? half : half + 1;
      assertThat(Halves.encode(middle)).isEqualTo((short) even);
      assertThat(Halves.encode(Math.nextDown(middle))).isEqualTo((short) half);
      assertThat(Halves.encode(Math.nextUp(middle))).isEqualTo((short) (half + 1));
    }
    assertThat(Halves.encode(Math.nextDown(65520f))).isEqualTo(Halves.encode(Halves.MAX));
  }

  @Test
  void errorIsWithinItsBound() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      float x = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(12) - 8));
      double bound = Math.max(Math.abs(x) * 0x1p-11, 0x1p-25);
      assertThat((double) Halves.decode(Halves.encode(x))).isBetween(x - bound, x + bound);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {65520, -1e30f, Float.NaN, Float.POSITIVE_INFINITY})
  void refusesWhatHasNoHalf(float value) {
    assertThatThrownBy(() -> Halves.encode(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid float for 16 bits: " + value + " (magnitude must be < 65520)");
  }
}
