/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.feature;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExactnessTest {

  @Test
  void refusesAnEmptyListAndAValueTwice() {
    assertThatThrownBy(() -> new Exactness.Listed(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid values: [] (list at least one)");
    assertThatThrownBy(() -> new Exactness.Listed(List.of("a", "b", "a")))
        .hasMessage("Invalid values: [a, b, a] (a value is listed twice)");
  }

  @Test
  void refusesABoundBelowOne() {
    assertThatThrownBy(() -> new Exactness.UpTo(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid maxValues: 0 (must be >= 1)");
  }
}
