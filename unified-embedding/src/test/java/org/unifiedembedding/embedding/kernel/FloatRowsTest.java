/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatRowsTest {
  private static final int ROWS = 37;

  /** Arrays of 64 rows of one float down to 1 of 100, so that tables have one array or many. */
  private static final int MOST = 100;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 15, 16, 17, 30, 32, 64, 100})
  void givesWhatWasPutAcrossArrays(int width) {
    float[] all = random(ROWS * width);
    FloatRows rows = rows(all, width);
    for (int row = 0; row < ROWS; row++) {
      int at = rows.at(row);
      assertThat(Arrays.copyOfRange(rows.array(row), at, at + width))
          .containsExactly(Arrays.copyOfRange(all, row * width, (row + 1) * width));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 15, 16, 17, 30, 32, 64, 100})
  void bothKernelsGatherTheSameAndNothingElse(int width) {
    float[] all = random(ROWS * width);
    FloatRows rows = rows(all, width);
    long[] wanted = {36, 0, 5, 5, 19, 1};
    int count = wanted.length - 1;
    float[] expected = random((count + 2) * width);
    float[] scalar = expected.clone();
    float[] simd = expected.clone();
    for (int i = 0; i < count; i++) {
      System.arraycopy(all, (int) wanted[i] * width, expected, (i + 1) * width, width);
    }
    new ScalarCodeKernels().gather(rows, wanted, count, scalar, width);
    CodeKernels.best().gather(rows, wanted, count, simd, width);
    assertThat(scalar).containsExactly(expected);
    assertThat(simd).containsExactly(expected);
  }

  /** Put by two calls, as by two files. */
  private static FloatRows rows(float[] all, int width) {
    FloatRows rows = new FloatRows(ROWS, width, MOST);
    int first = 11;
    rows.put(0, first, FloatBuffer.wrap(all));
    rows.put(
        first,
        ROWS - first,
        FloatBuffer.wrap(all, first * width, all.length - first * width).slice());
    return rows;
  }

  private static float[] random(int count) {
    Random random = new Random(count);
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = random.nextFloat();
    }
    return floats;
  }
}
