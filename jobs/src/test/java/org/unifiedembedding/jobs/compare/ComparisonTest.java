/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.metric.Metrics;

class ComparisonTest {
  private static Comparison.Run run(long seed, double auc, double angle) {
    Metrics test = new Metrics(auc, 0.5, 1, 1, 10, 20, 20);
    return new Comparison.Run(
        new Variant("multiplexed", 2, 0.5, seed), 1000, test, auc, 3, 4, 12, angle);
  }

  @Test
  void averagesOverTheSeedsAndShowsAnglesOfALogisticHead() {
    Comparison comparison = new Comparison(List.of(run(0, 0.7, 50), run(1, 0.8, 60)));
    assertThat(comparison.text())
        .isEqualTo(
            """
            | layout/look-ups | share | rows | test AUC | test log-loss | best epoch | seconds | angle |
            |---|---|---|---|---|---|---|---|
            | multiplexed/2 | 0.5 | 1,000 | 0.7500 +- 0.0707 | 0.5000 | 3.0 | 12 | 55.0 |\
            """);
  }

  @Test
  void hasNoAnglesOfAnotherHead() {
    assertThat(new Comparison(List.of(run(0, 0.7, Double.NaN))).text())
        .doesNotContain("angle")
        .doesNotContain("NaN")
        .endsWith("| 12 |");
  }
}
