/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.feature;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossFeatureTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "a,b,c,d", "a,a", "a,b,a"})
  void refusesOtherThanTwoOrThreeDifferentParts(String parts) {
    assertThatThrownBy(() -> cross(new Exactness.Hashed(), List.of(parts.split(",", -1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid parts of cross 'x'")
        .hasMessageEndingWith("(name two or three different features)");
  }

  @Test
  void refusesListedValues() {
    assertThatThrownBy(() -> cross(new Exactness.Listed(List.of("1")), List.of("a", "b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid exact values of cross 'x' (a cross has no text to list; use exact-up-to)");
  }

  private static CrossFeature cross(Exactness exactness, List<String> parts) {
    return new CrossFeature("x", 1, "x", exactness, parts);
  }
}
