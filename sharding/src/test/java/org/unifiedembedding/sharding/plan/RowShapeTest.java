/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowShapeTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 15, 16, 30, 39, 64, 100, 1000, 1024})
  void theLargestArrayIsAQuarterGibibyteAndAPageAQuarterMebibyteAtMost(int width) {
    RowShape shape = RowShape.of(width, 1);
    assertThat(shape.weightBytes(shape.maxRows())).isBetween((1L << 28) - 8192, (1L << 28) + 64);
    assertThat((4L << shape.pageBits()) * shape.stride()).isBetween(1L << 17, 1L << 18);
    assertThat(shape.pages(1)).isEqualTo(1);
    assertThat(shape.pages((1 << shape.pageBits()) + 1)).isEqualTo(2);
  }
}
