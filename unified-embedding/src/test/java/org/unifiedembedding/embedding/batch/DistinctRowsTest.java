/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DistinctRowsTest {
  @Test
  void numbersRowsInOrderOfFirstMeetingLikeAMap() {
    SplittableRandom random = new SplittableRandom(11);
    DistinctRows rows = new DistinctRows();
    for (int batch = 0; batch < 5; batch++) {
      rows.clear();
      Map<Long, Integer> expected = new LinkedHashMap<>();
      for (int i = 0; i < 20_000; i++) {
        long row = random.nextLong(batch % 2 == 0 ? 7000 : 1L << 38);
        int number = expected.computeIfAbsent(row, r -> expected.size());
        assertThat(rows.add(row)).isEqualTo(number);
      }
      assertThat(Arrays.copyOf(rows.rows(), rows.count()))
          .containsExactly(expected.keySet().stream().mapToLong(Long::longValue).toArray());
    }
  }

  @Test
  void rejectsRowsOutOfRange() {
    assertThatThrownBy(() -> new DistinctRows().add(-1)).hasMessageStartingWith("Invalid row: -1");
    assertThatThrownBy(() -> new DistinctRows().add(1L << 40))
        .hasMessageContaining("rows must be in [0, 549755813886]");
  }
}
