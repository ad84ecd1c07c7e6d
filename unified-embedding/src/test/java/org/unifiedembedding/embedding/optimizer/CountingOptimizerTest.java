/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountingOptimizerTest {
  private static final int WIDTH = 3;
  private static final float[] GRADIENT = {1, -2, 0.5f, 0, 0, 0, 0, 0};
  private static final OptimizerSettings SETTINGS =
      new OptimizerSettings(0.01, 0.5, 1e-8, 0.9, 0.999, 0.1, 0.2, 1);

  private final float[] weights = {0.5f, -0.25f, 0.125f, 0, 0, 0, 0, 0};

  private static float[] state(RowOptimizer optimizer, int rows) {
    float[] state = new float[rows * optimizer.stateSize(WIDTH)];
    optimizer.initialiseState(state, WIDTH, rows);
    return state;
  }

  private void update(RowOptimizer optimizer, float[] state) {
    optimizer.update(weights, 0, state, 0, GRADIENT, 0, WIDTH, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "row-wise-adagrad", "adagrad", "adam", "ftrl"})
  void rowWaitsUntilItWasSeenOftenEnough(String type) {
    RowOptimizer inner = RowOptimizers.of(type, SETTINGS);
    CountingOptimizer counting = new CountingOptimizer(inner, 3, 20_000);
    float[] state = state(counting, 1);
    float[] innerState = state(inner, 1);
    float[] innerWeights = weights.clone();
    float[] first = weights.clone();

    update(counting, state);
    update(counting, state);

    assertThat(weights).containsExactly(first);
    assertThat(counting.isTrained(state, 0, WIDTH)).isFalse();
    assertThat(counting.sightings(state, 0, WIDTH)).isEqualTo(2);

    update(counting, state);
    update(counting, state);
    for (int i = 0; i < 2; i++) {
      inner.update(innerWeights, 0, innerState, 0, GRADIENT, 0, WIDTH, 1);
    }

    assertThat(weights).containsExactly(innerWeights);
    assertThat(Arrays.copyOf(state, innerState.length)).isEqualTo(innerState);
    assertThat(counting.isTrained(state, 0, WIDTH)).isTrue();
    assertThat(counting.sightings(state, 0, WIDTH)).isEqualTo(4);
    assertThat(counting.lastDay(state, 0, WIDTH)).isEqualTo(20_000);
  }

  @Test
  void everyRowBeginsWithTheFirstStateAndNoSightings() {
    CountingOptimizer counting = new CountingOptimizer(new RowWiseAdagrad(0.1, 0.5, 1e-8), 1, 9);

    assertThat(state(counting, 3)).containsExactly(0.5f, 0, 0, 0.5f, 0, 0, 0.5f, 0, 0);
  }

  @Test
  void trainedRowStaysSoWhateverTheBoundIs() {
    RowOptimizer inner = new RowWiseAdagrad(0.1, 0.5, 1e-8);
    float[] state = state(new CountingOptimizer(inner, 1, 9), 1);
    update(new CountingOptimizer(inner, 1, 9), state);
    float[] before = weights.clone();
    CountingOptimizer later = new CountingOptimizer(inner, 100, 10);

    assertThat(later.isTrained(state, 0, WIDTH)).isTrue();
    update(later, state);

    assertThat(weights).isNotEqualTo(before);
    assertThat(later.sightings(state, 0, WIDTH)).isEqualTo(2);
    assertThat(later.lastDay(state, 0, WIDTH)).isEqualTo(10);
  }

  @Test
  void rowWithoutStateCanBeMarkedAsTrained() {
    CountingOptimizer counting = new CountingOptimizer(new Sgd(0.1), 5, 10);
    float[] state = state(counting, 1);

    counting.markTrained(state, 0, WIDTH);

    assertThat(counting.isTrained(state, 0, WIDTH)).isTrue();
    assertThat(counting.sightings(state, 0, WIDTH)).isEqualTo(5);
    assertThat(counting.lastDay(state, 0, WIDTH)).isEqualTo(10);
  }

  @Test
  void stateMeansSomethingElseThanWithoutCounters() {
    Sgd inner = new Sgd(0.1);
    assertThat(new CountingOptimizer(inner, 5, 10).stateMeaning())
        .isEqualTo(new CountingOptimizer(inner, 1, 11).stateMeaning())
        .isNotEqualTo(inner.stateMeaning());
  }

  @Test
  void rejectsNumbersOutOfRange() {
    Sgd inner = new Sgd(0.1);
    assertThatThrownBy(() -> new CountingOptimizer(inner, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid admission: 0 (must be in [1, 16777216])");
    assertThatThrownBy(() -> new CountingOptimizer(inner, 1, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid day: -1 (must be in [0, 16777216])");
  }
}
