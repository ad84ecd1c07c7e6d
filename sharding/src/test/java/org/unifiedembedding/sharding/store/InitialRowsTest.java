/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class InitialRowsTest {
  private static final float[] GOLDEN = {
    0.16998494f, -0.3127058f, -0.13439107f, -0.27831805f, 0.49517047f, 0, 0, 0
  };

  @Test
  void areUniformInTheRangeAndThePaddingIsZero() {
    double sum = 0;
    double squares = 0;
    for (int row = 0; row < 20_000; row++) {
      float[] weights = row(7, 0.5f, row);
      assertThat(weights[5]).isZero();
      for (int i = 0; i < 5; i++) {
        assertThat(weights[i]).isBetween(-0.5f, 0.5f);
        sum += weights[i];
        squares += weights[i] * weights[i];
      }
    }
    assertThat(sum / 100_000).isCloseTo(0, Offset.offset(0.005));
    assertThat(squares / 100_000).isCloseTo(1 / 12.0, Offset.offset(0.002));
  }

  @Test
  void dependOnSeedAndRowOnly() {
    assertThat(row(7, 0.5f, 3)).containsExactly(row(7, 0.5f, 3));
    assertThat(row(7, 0.5f, 3)).isNotEqualTo(row(7, 0.5f, 4));
    assertThat(row(7, 0.5f, 3)).isNotEqualTo(row(8, 0.5f, 3));
    assertThat(row(7, 0, 3)).containsOnly(0);
  }

  @Test
  void stayWhatTheyWereInEarlierVersions() {
    assertThat(row(7, 0.5f, 3)).containsExactly(GOLDEN);
  }

  private static float[] row(long seed, float range, long row) {
    float[] weights = new float[8];
    new InitialRows(5, seed, range).weights(row, weights, 0);
    return weights;
  }
}
