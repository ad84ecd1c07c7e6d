/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactorizationHeadTest {

  @ParameterizedTest
  @CsvSource({"3, 8, 2, 5", "4, 5, 0, 9", "1, 3, 1, 2"})
  void agreesWithFiniteDifferences(int features, int width, int numbers, int examples) {
    List<Integer> widths = java.util.Collections.nCopies(features, width);
    Head head = new FactorizationHead(new InputShape(widths, numbers));

    new GradientCheck(head, (w, x) -> logit(w, x, features, width), examples, 2).run();
  }

  /** The sum over all pairs of features. */
  private static double logit(double[] w, double[] x, int features, int width) {
    double logit = w[w.length - 1];
    for (int i = 0; i < x.length; i++) {
      logit += w[i] * x[i];
    }
    for (int f = 0; f < features; f++) {
      for (int g = f + 1; g < features; g++) {
        for (int k = 0; k < width; k++) {
          int i = f * width + k;
          int j = g * width + k;
          logit += w[x.length + i] * x[i] * w[x.length + j] * x[j];
        }
      }
    }
    return logit;
  }

  @Test
  void startsWithScalesOfOne() {
    Head head = new FactorizationHead(new InputShape(List.of(4, 4), 1));
    float[] weights = new float[head.parameters()];
    head.initialise(weights, 1);

    assertThat(java.util.Arrays.copyOfRange(weights, 9, 17)).containsOnly(1f);
    assertThat(weights[17]).isZero();
  }

  @Test
  void rejectsFeaturesOfDifferentWidths() {
    assertThatThrownBy(() -> new FactorizationHead(new InputShape(List.of(8, 16), 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[8, 16]");
  }
}
