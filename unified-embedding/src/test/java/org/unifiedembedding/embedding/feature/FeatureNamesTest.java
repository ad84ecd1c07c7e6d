/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.feature;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureNamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "user#1", "#"})
  void refusesNamesThatCouldSeedAnotherFeature(String name) {
    assertThatThrownBy(() -> FeatureNames.check(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid feature name: '%s' (must not be blank or contain '#')", name);
    assertThatThrownBy(() -> new CategoricalFeature("user", 1, name, new Exactness.Hashed()))
        .hasMessageStartingWith("Invalid feature name");
  }

  @Test
  void refusesAFeatureWithoutChunks() {
    assertThatThrownBy(() -> new CategoricalFeature("user", 0, "user", new Exactness.Hashed()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid chunks of feature 'user': 0 (must be >= 1)");
  }
}
