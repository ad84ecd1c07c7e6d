/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowKernelsTest {
  private static float[] random(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7, 8, 15, 16, 30, 39})
  void simdGivesTheBitsOfTheScalarLoops(int width) {
    RowKernels simd = RowKernels.best();
    RowKernels scalar = new ScalarRowKernels();
    assertThat(simd)
        .as("the tests run with --add-modules=jdk.incubator.vector")
        .isNotInstanceOf(ScalarRowKernels.class);
    int stride = (width + 7) / 8 * 8;
    int[] numbers = {3, 0, 3, 5, 1};
    float[] rows = random(6 * stride, 1);
    float[] a = new float[3 + 5 * width + 8];
    float[] b = a.clone();
    simd.gather(rows, 0, stride, numbers, 1, 4, a, 3, width);
    scalar.gather(rows, 0, stride, numbers, 1, 4, b, 3, width);
    assertThat(Arrays.copyOf(a, 3 + 4 * width)).containsExactly(Arrays.copyOf(b, 3 + 4 * width));
    float[] in = random(2 + 5 * width, 2);
    float[] c = rows.clone();
    float[] d = rows.clone();
    simd.scatterAddScaled(1, c, stride, numbers, 0, 5, in, 2, width);
    scalar.scatterAddScaled(1, d, stride, numbers, 0, 5, in, 2, width);
    assertThat(c).containsExactly(d);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 11, 16, 30, 32, 64})
  void dotAndItsGradientsEqualTheScalarLoops(int width) {
    RowKernels simd = RowKernels.best();
    RowKernels scalar = new ScalarRowKernels();
    int stride = (width + 7) / 8 * 8;
    int[] numbers = {3, 0, 3, 5, 1};
    float[] rows = random(6 * stride, 1);
    float[] weights = random(2 + 4 * width, 2);
    assertThat(simd.dot(rows, stride, numbers, 1, 4, weights, 2, width))
        .isCloseTo(scalar.dot(rows, stride, numbers, 1, 4, weights, 2, width), within(1e-5f));
    float[] a = random(rows.length, 3);
    float[] b = a.clone();
    float[] c = random(weights.length, 4);
    float[] d = c.clone();
    simd.scatterAddScaled(0.7f, a, stride, numbers, 1, 4, weights, 2, width);
    scalar.scatterAddScaled(0.7f, b, stride, numbers, 1, 4, weights, 2, width);
    simd.gatherAddScaled(0.7f, rows, stride, numbers, 1, 4, c, 2, width);
    scalar.gatherAddScaled(0.7f, rows, stride, numbers, 1, 4, d, 2, width);
    assertThat(a).containsExactly(b);
    assertThat(c).containsExactly(d);
  }
}
