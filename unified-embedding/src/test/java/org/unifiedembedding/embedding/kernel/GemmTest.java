/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GemmTest {

  static Stream<Gemm> gemms() {
    return Stream.of(
        new OpenBlasGemm(), new JavaGemm(VectorKernels.best()), new JavaGemm(new ScalarKernels()));
  }

  @ParameterizedTest
  @MethodSource("gemms")
  void multipliesAsTheTextbookDoes(Gemm gemm) {
    int[][] sizes = {{1, 1, 1}, {3, 4, 5}, {17, 33, 9}, {64, 1, 40}, {1, 50, 7}, {70, 64, 130}};
    for (int[] size : sizes) {
      for (float beta : new float[] {0, 1, -0.5f}) {
        check(gemm, size[0], size[1], size[2], beta);
      }
    }
  }

  private static void check(Gemm gemm, int m, int n, int k, float beta) {
    float[] a = values(m * k, 1);
    float[] b = values(k * n, 2);
    float[] c = values(m * n, 3);
    float[] expected = new float[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = beta * c[i * n + j];
        for (int p = 0; p < k; p++) {
          sum += (double) a[i * k + p] * b[p * n + j];
        }
        expected[i * n + j] = (float) sum;
      }
    }
    Gemm.Floats target = floats(gemm, c);
    gemm.multiply(m, n, k, floats(gemm, a), floats(gemm, b), beta, target);
    assertThat(heap(target)).containsExactly(expected, within(1e-4f));

    target.load(0, c, 0, c.length);
    gemm.multiplyByTransposed(
        m, n, k, floats(gemm, a), floats(gemm, transposed(b, k, n)), beta, target);
    assertThat(heap(target)).containsExactly(expected, within(1e-4f));

    target.load(0, c, 0, c.length);
    gemm.transposedMultiply(
        m, n, k, floats(gemm, transposed(a, m, k)), floats(gemm, b), beta, target);
    assertThat(heap(target)).containsExactly(expected, within(1e-4f));
  }

  @ParameterizedTest
  @MethodSource("gemms")
  void worksOnSlicesAndMoreRoomThanNeeded(Gemm gemm) {
    Gemm.Floats memory = gemm.allocate(100);
    memory.load(10, new float[] {9, 1, 2, 3, 4}, 1, 4);
    Gemm.Floats slice = memory.slice(10, 50);
    Gemm.Floats target = memory.slice(60, 40);

    gemm.multiply(2, 2, 2, slice, slice, 0, target);

    float[] stored = new float[6];
    memory.store(60, stored, 1, 5);
    assertThat(stored).containsExactly(0, 7, 10, 15, 22, 0);
    assertThat(slice.size()).isEqualTo(50);
    assertThat(memory.size()).isEqualTo(100);
  }

  @ParameterizedTest
  @MethodSource("gemms")
  void ignoresWhatTheTargetHeldWithoutBeta(Gemm gemm) {
    Gemm.Floats target = floats(gemm, new float[] {Float.NaN});
    gemm.multiply(1, 1, 1, floats(gemm, new float[] {2}), floats(gemm, new float[] {3}), 0, target);

    assertThat(heap(target)).containsExactly(6f);
  }

  @ParameterizedTest
  @MethodSource("gemms")
  void rejectsMatricesBeyondTheirMemory(Gemm gemm) {
    Gemm.Floats small = gemm.allocate(5);
    Gemm.Floats large = gemm.allocate(6);

    assertThatThrownBy(() -> gemm.multiply(2, 2, 3, large, large, 0, small.slice(0, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid matrix: 2 x 2 in 3 floats");
    assertThatThrownBy(() -> gemm.transposedMultiply(3, 2, 2, small, large, 0, large))
        .hasMessage("Invalid matrix: 2 x 3 in 5 floats");
    assertThatThrownBy(() -> gemm.multiplyByTransposed(2, 3, 2, large, small, 0, large))
        .hasMessage("Invalid matrix: 3 x 2 in 5 floats");
  }

  @Test
  void namesTheLibraryAndItsKernels() {
    assertThat(Gemm.best().name()).matches("openblas-\\d+\\.\\d+\\.\\d+-[A-Z0-9]+");
    assertThat(new JavaGemm(new ScalarKernels()).name()).isEqualTo("java-scalar");
  }

  @Test
  void givesTheSameBitsFromManyThreads() throws Exception {
    Gemm gemm = Gemm.best();
    Gemm.Floats a = floats(gemm, values(90 * 70, 4));
    Gemm.Floats b = floats(gemm, values(70 * 60, 5));
    Gemm.Floats expected = gemm.allocate(90 * 60);
    gemm.multiply(90, 60, 70, a, b, 0, expected);
    Thread[] threads = new Thread[4];
    float[][] results = new float[4][];
    for (int t = 0; t < 4; t++) {
      int at = t;
      threads[t] =
          new Thread(
              () -> {
                Gemm.Floats mine = gemm.allocate(90 * 60);
                for (int i = 0; i < 50; i++) {
                  gemm.multiply(90, 60, 70, a, b, 0, mine);
                }
                results[at] = heap(mine);
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (float[] result : results) {
      assertThat(result).isEqualTo(heap(expected));
    }
  }

  private static float[] values(int n, long seed) {
    Random random = new Random(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] transposed(float[] a, int rows, int columns) {
    float[] t = new float[a.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        t[j * rows + i] = a[i * columns + j];
      }
    }
    return t;
  }

  private static Gemm.Floats floats(Gemm gemm, float[] values) {
    Gemm.Floats floats = gemm.allocate(values.length);
    floats.load(0, values, 0, values.length);
    return floats;
  }

  private static float[] heap(Gemm.Floats floats) {
    float[] values = new float[floats.size()];
    floats.store(0, values, 0, values.length);
    return values;
  }
}
