/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unifiedembedding.embedding.kernel.FtrlStep;

class OptimizersTest {

  private final OptimizerSettings settings =
      new OptimizerSettings(0.01, 0.5, 1e-8, 0.9, 0.999, 0.1, 0.2, 1);

  @Test
  void buildsRowOptimizersByName() {
    assertThat(RowOptimizers.TYPES)
        .extracting(type -> RowOptimizers.of(type, settings))
        .containsExactly(
            new Sgd(0.01),
            new RowWiseAdagrad(0.01, 0.5, 1e-8),
            new Adagrad(0.01, 0.5, 1e-8),
            new LazyAdam(0.01, 0.9, 0.999, 1e-8),
            new Ftrl(new FtrlStep(0.01f, 1, 0.1f, 0.2f, 0.5f)));
  }

  @Test
  void buildsHeadOptimizersByName() {
    assertThat(HeadOptimizers.TYPES)
        .extracting(type -> HeadOptimizers.of(type, settings))
        .containsExactly(
            new Sgd(0.01), new Adagrad(0.01, 0.5, 1e-8), new Adam(0.01, 0.9, 0.999, 1e-8));
  }

  @Test
  void rejectsUnknownNames() {
    assertThatThrownBy(() -> RowOptimizers.of("lion", settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid row optimizer: 'lion' (must be one of [sgd, row-wise-adagrad, adagrad, adam,"
                + " ftrl])");
    assertThatThrownBy(() -> HeadOptimizers.of("ftrl", settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid head optimizer: 'ftrl' (must be one of [sgd, adagrad, adam])");
  }

  @Test
  void rejectsNumbersOutOfRange() {
    assertThatThrownBy(() -> new Sgd(0))
        .hasMessage("Invalid learningRate: 0.0 (must be finite and > 0)");
    assertThatThrownBy(() -> new RowWiseAdagrad(0.1, -1, 1e-8))
        .hasMessage("Invalid initialAccumulator: -1.0 (must be finite and >= 0)");
    assertThatThrownBy(() -> new LazyAdam(0.1, 1, 0.9, 1e-8))
        .hasMessage("Invalid beta1: 1.0 (must be in [0, 1))");
    assertThatThrownBy(() -> new Ftrl(new FtrlStep(0.1f, 1, Float.NaN, 0, 0)))
        .hasMessage("Invalid l1: NaN (must be finite and >= 0)");
  }

  /** A row that was seen only with gradient 0 stays where it is, whatever the rule divides by. */
  @ParameterizedTest
  @ValueSource(strings = {"sgd", "row-wise-adagrad", "adagrad", "adam", "ftrl"})
  void leavesARowAloneOnAGradientOfZeros(String type) {
    RowOptimizer optimizer =
        RowOptimizers.of(type, new OptimizerSettings(0.01, 0, 1e-8, 0.9, 0.999, 0, 0, 1));
    float[] weights = {0.5f, -0.25f, 0.125f, 0, 0, 0, 0, 0};
    float[] state = new float[optimizer.stateSize(3)];
    optimizer.initialiseState(state, 3, 1);

    optimizer.update(weights, 0, state, 0, new float[8], 0, 3, 1);

    assertThat(weights).containsExactly(0.5f, -0.25f, 0.125f, 0, 0, 0, 0, 0);
  }

  @Test
  void countsTheStateOfARow() {
    assertThat(new Sgd(1).stateSize(30)).isZero();
    assertThat(new RowWiseAdagrad(1, 0, 1e-8).stateSize(30)).isOne();
    assertThat(new Adagrad(1, 0, 1e-8).stateSize(30)).isEqualTo(32);
    assertThat(new LazyAdam(1, 0, 0, 1e-8).stateSize(30)).isEqualTo(66);
    assertThat(new Ftrl(new FtrlStep(1, 1, 0, 0, 0)).stateSize(30)).isEqualTo(64);
  }

  @Test
  void stateKeepsItsMeaningWhenOnlyTheRateChanges() {
    assertThat(new LazyAdam(1, 0.9, 0.99, 1e-8).stateMeaning())
        .isEqualTo(new LazyAdam(2, 0.9, 0.99, 1e-7).stateMeaning())
        .isNotEqualTo(new LazyAdam(1, 0.9, 0.999, 1e-8).stateMeaning());
    assertThat(new RowWiseAdagrad(1, 0.1, 1e-8).stateMeaning())
        .isEqualTo(new RowWiseAdagrad(2, 0.1, 1e-7).stateMeaning())
        .isNotEqualTo(new RowWiseAdagrad(1, 0, 1e-8).stateMeaning())
        .isNotEqualTo(new Adagrad(1, 0.1, 1e-8).stateMeaning());
    assertThat(new Ftrl(new FtrlStep(1, 1, 0, 0, 0)).stateMeaning())
        .isNotEqualTo(new Ftrl(new FtrlStep(2, 1, 0, 0, 0)).stateMeaning());
  }
}
