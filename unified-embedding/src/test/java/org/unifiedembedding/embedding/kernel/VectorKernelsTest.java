/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SIMD twin against the scalar one, at lengths around whole vectors. */
class VectorKernelsTest {

  private static final int PAD = 3;

  private final VectorKernels scalar = new ScalarKernels();
  private final VectorKernels best = VectorKernels.best();

  /** One kernel on y, x and z, each at its own offset. */
  private interface Call {
    void on(VectorKernels kernels, float[] y, float[] x, float[] z, int n);
  }

  @Test
  void usesSimdInTheBuild() {
    assertThat(best.name()).isEqualTo("simd-256");
    assertThat(scalar.name()).isEqualTo("scalar");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 15, 16, 30, 32, 33, 64, 100, 845})
  void agreesWithPlainLoops(int n) {
    check(n, (k, y, x, z, m) -> k.addScaled(y, PAD, -1.7f, x, 1, m));
    check(n, (k, y, x, z, m) -> k.scale(y, PAD, 0.3f, x, 1, m));
    check(n, (k, y, x, z, m) -> y[0] = k.dot(x, 1, z, 2, m));
    check(n, (k, y, x, z, m) -> k.multiply(y, PAD, x, 1, z, 2, m));
    check(n, (k, y, x, z, m) -> k.multiply(y, PAD, y, PAD, z, 2, m));
    check(n, (k, y, x, z, m) -> k.addProduct(y, PAD, x, 1, z, 2, m));
    check(n, (k, y, x, z, m) -> k.addThenRectify(y, PAD, x, 1, m));
    check(n, (k, y, x, z, m) -> k.keepWherePositive(y, PAD, x, 1, m));
    check(n, (k, y, x, z, m) -> k.blend(y, PAD, 0.9f, 0.1f, x, 1, m));
    check(n, (k, y, x, z, m) -> k.blendSquares(y, PAD, 0.9f, 0.1f, x, 1, m));
    check(n, (k, y, x, z, m) -> k.addScaledRatio(y, PAD, -0.1f, x, 1, squares(z), 2, 1e-8f, m));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 31, 32, 33, 64, 100})
  void agreesWithPlainSumsOfRows(int n) {
    float[] factors = values(40, 4);
    float[] rows = values(13 * n, 5);
    check(n, (k, y, x, z, m) -> k.addRows(y, PAD, factors, 1, 3, rows, 2, 13, m));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 32})
  void agreesWithPlainFtrl(int n) {
    for (FtrlStep step :
        List.of(new FtrlStep(0.1f, 1, 0, 0, 0), new FtrlStep(0.05f, 1, 0.5f, 0.2f, 0.1f))) {
      float[] weights = values(n, 1);
      weights[1] = 0;
      float[] state = new float[2 * n + 1];
      Arrays.fill(state, n + 1, 2 * n + 1, step.initialSquares());
      float[] expectedWeights = weights.clone();
      float[] expectedState = state.clone();
      for (int i = 0; i < 5; i++) {
        float[] gradient = values(n, 5 + i);
        gradient[2] = 0;
        scalar.ftrl(expectedWeights, 1, expectedState, 1, gradient, 2, n, 0.5f, step);
        best.ftrl(weights, 1, state, 1, gradient, 2, n, 0.5f, step);
        assertThat(weights).containsExactly(expectedWeights, within(1e-5f));
        assertThat(state).containsExactly(expectedState, within(1e-4f));
      }
    }
  }

  @Test
  void rectifiesZerosAndKeepsNothingAtZero() {
    float[] y = {-1, 0, 1, 5, 5, 5, 5, 5};
    best.addThenRectify(y, 0, new float[] {1, 0, -1, -6, 0, 0, 0, 0}, 0, 8);
    assertThat(y).containsExactly(0, 0, 0, 0, 5, 5, 5, 5);
    best.keepWherePositive(y, 0, new float[] {1, 1, 1, 1, 0, -1, 1e-30f, 2}, 0, 8);
    assertThat(y).containsExactly(0, 0, 0, 0, 0, 0, 5, 5);
  }

  @Test
  void padsToWholeVectors() {
    assertThat(VectorKernels.padded(1)).isEqualTo(8);
    assertThat(VectorKernels.padded(16)).isEqualTo(16);
    assertThat(VectorKernels.padded(30)).isEqualTo(32);
  }

  private void check(int n, Call call) {
    float[] y = values(n, 1);
    float[] expected = y.clone();
    call.on(scalar, expected, values(n, 2), values(n, 3), n);
    call.on(best, y, values(n, 2), values(n, 3), n);

    assertThat(y).containsExactly(expected, within(1e-4f));
  }

  private static float[] squares(float[] z) {
    float[] squares = new float[z.length];
    for (int i = 0; i < z.length; i++) {
      squares[i] = z[i] * z[i];
    }
    return squares;
  }

  /** Room around the span shows writes beyond it. */
  private static float[] values(int n, long seed) {
    Random random = new Random(seed);
    float[] values = new float[n + 2 * PAD];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
