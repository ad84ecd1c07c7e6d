/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageShapeTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 15, 16, 30, 39, 64, 100, 1000, 1024})
  void aPageIsFourMebibytesAndLocalRowsAreDividedExactly(int width) {
    PageShape shape = PageShape.of(width, 1);
    int perPage = shape.rowsPerPage();
    long bytes = shape.weightBytes(perPage);
    assertThat(bytes).isBetween((4L << 20) - shape.stride() * 4L + 1, 4L << 20);
    for (long page = 0; page * perPage < ShardPlan.MAX_ROWS_OF_SHARD; page++) {
      int last = (int) Math.min(page * perPage + perPage, ShardPlan.MAX_ROWS_OF_SHARD) - 1;
      assertThat(page(shape, (int) (page * perPage))).isEqualTo((int) page);
      assertThat(page(shape, last)).isEqualTo((int) page);
    }
  }

  private static int page(PageShape shape, int local) {
    return (int) ((local * shape.pageFactor()) >>> shape.pageShift());
  }
}
