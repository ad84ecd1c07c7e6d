/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketisedFeatureTest {

  private static BucketisedFeature age(List<Double> boundaries) {
    return new BucketisedFeature("age", 1, "age", new Exactness.Hashed(), boundaries);
  }

  @ParameterizedTest
  @CsvSource({
    "-Infinity, 0",
    "17.999, 0",
    "18, 1",
    "64, 1",
    "65, 2",
    "79, 2",
    "80, 3",
    "Infinity, 3"
  })
  void countsTheBoundariesNotAboveTheValue(double value, int bucket) {
    assertThat(age(List.of(18.0, 65.0, 80.0)).bucket(value)).isEqualTo(bucket);
  }

  @Test
  void refusesBoundariesThatDoNotIncrease() {
    for (List<Double> boundaries :
        List.of(List.of(2.0, 1.0), List.of(1.0, 1.0), List.of(Double.NaN))) {
      assertThatThrownBy(() -> age(boundaries))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid boundaries of feature 'age': " + boundaries + " (must increase)");
    }
  }

  @Test
  void refusesNoBoundary() {
    assertThatThrownBy(() -> age(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid boundaries of feature 'age': [] (give at least one)");
  }
}
