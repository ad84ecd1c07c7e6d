/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LogitsTest {

  @Test
  void staysFiniteAtTheEnds() {
    assertThat(Logits.probability(1000)).isEqualTo(1);
    assertThat(Logits.probability(-1000)).isZero();
    assertThat(Logits.probability(0)).isEqualTo(0.5);
    assertThat(Logits.loss(1000, 0)).isEqualTo(1000);
    assertThat(Logits.loss(-1000, 0)).isZero();
    assertThat(Logits.loss(0, 1)).isCloseTo(Math.log(2), within(1e-15));
  }

  @Test
  void givesTheSlopeOfTheLoss() {
    float[] logits = {-3, -0.5f, 0, 2, 30};
    float[] labels = {1, 0, 0.25f, 1, 0};
    float[] weights = {1, 2, 0.5f, 0, 1};
    float[] slopes = new float[6];

    double sum = Logits.slopes(logits, labels, weights, 5, slopes);

    double expected = 0;
    for (int i = 0; i < 5; i++) {
      double above = Logits.loss(logits[i] + 1e-5, labels[i]);
      double below = Logits.loss(logits[i] - 1e-5, labels[i]);
      assertThat((double) slopes[i]).isCloseTo(weights[i] * (above - below) / 2e-5, within(1e-6));
      expected += weights[i] * Logits.loss(logits[i], labels[i]);
    }
    assertThat(sum).isCloseTo(expected, within(1e-12));
    assertThat(slopes[5]).isZero();
  }

  @Test
  void averagesTheLoss() {
    LogLoss whole = new LogLoss();
    LogLoss part = new LogLoss();
    whole.add(1, 1, 2);
    part.addSum(Logits.loss(-2, 1), 1);
    whole.merge(part);

    double expected = (2 * Logits.loss(1, 1) + Logits.loss(-2, 1)) / 3;
    assertThat(whole.mean()).isCloseTo(expected, within(1e-15));
    assertThat(whole.weight()).isEqualTo(3);
    assertThat(List.of(new LogLoss().mean())).containsExactly(Double.NaN);
  }
}
