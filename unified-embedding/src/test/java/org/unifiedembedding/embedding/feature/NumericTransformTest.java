/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NumericTransformTest {
  private static final NumericTransform ALL = new NumericTransform(0.0, 100.0, 1.0, true, 2, 4, -9);

  @Test
  void passesANumberOnWhereNoStepIsSet() {
    assertThat(new NumericTransform(null, null, null, false, 5, 7, 0).apply(1.5)).isEqualTo(1.5f);
  }

  @Test
  void clipsThenTakesTheLogarithmThenStandardises() {
    assertThat(ALL.apply(1e9)).isEqualTo((float) ((Math.log(101) - 2) / 4));
    assertThat(ALL.apply(-5)).isEqualTo((float) ((Math.log(1) - 2) / 4));
    assertThat(ALL.unscaled(1e9)).isEqualTo(Math.log(101));
    assertThat(ALL.scaled(ALL.unscaled(3))).isEqualTo(ALL.apply(3));
  }

  @Test
  void givesZeroWhereTheLogarithmHasNoValue() {
    NumericTransform logarithm = new NumericTransform(null, null, 1.0, false, 0, 1, 0);
    assertThat(logarithm.apply(-1)).isZero();
    assertThat(logarithm.apply(-7)).isZero();
  }

  @Test
  void missingIsTheFinalInput() {
    assertThat(ALL.apply(Double.NaN)).isEqualTo(-9f);
    assertThat(ALL.unscaled(Double.NaN)).isNaN();
  }

  @Test
  void aConstantFeatureIsNotDividedByZero() {
    NumericTransform fitted = ALL.fitted(3, 0);
    assertThat(fitted.mean()).isEqualTo(3);
    assertThat(fitted.deviation()).isEqualTo(1);
    assertThat(fitted.minimum()).isEqualTo(ALL.minimum());
  }

  @Test
  void refusesAnEmptyClipAndNoDeviation() {
    assertThatThrownBy(() -> new NumericTransform(2.0, 1.0, null, false, 0, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid clip: [2.0, 1.0] (minimum > maximum)");
    assertThatThrownBy(() -> new NumericTransform(null, null, null, true, 0, 0, 0))
        .hasMessage("Invalid deviation: 0.0 (must be > 0)");
  }
}
