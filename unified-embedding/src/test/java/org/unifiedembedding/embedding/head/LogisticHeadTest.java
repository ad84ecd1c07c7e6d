/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogisticHeadTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 70})
  void agreesWithFiniteDifferences(int examples) {
    Head head = new LogisticHead(new InputShape(List.of(6, 12, 30), 3));
    GradientCheck.Reference reference =
        (w, x) -> {
          double logit = w[x.length];
          for (int i = 0; i < x.length; i++) {
            logit += w[i] * x[i];
          }
          return logit;
        };

    new GradientCheck(head, reference, examples, 1).run();
  }

  @Test
  void startsAllFeaturesFromTheSameVector() {
    Head head = new LogisticHead(new InputShape(List.of(4, 8, 4), 2));
    float[] weights = new float[head.parameters()];
    head.initialise(weights, 5);

    assertThat(Arrays.copyOfRange(weights, 0, 4))
        .isEqualTo(Arrays.copyOfRange(weights, 4, 8))
        .isEqualTo(Arrays.copyOfRange(weights, 12, 16));
    assertThat(weights[18]).isZero();
    assertThat(Arrays.copyOf(weights, 18)).doesNotContain(0f);
  }

  @Test
  void startsFromTheSeedAlone() {
    Head head = new LogisticHead(new InputShape(List.of(8), 2));
    float[] first = new float[head.parameters()];
    float[] second = new float[head.parameters()];
    float[] other = new float[head.parameters()];
    head.initialise(first, 5);
    head.initialise(second, 5);
    head.initialise(other, 6);

    assertThat(first).isEqualTo(second).isNotEqualTo(other);
    // Pins the generator: another first value would be another model on the same seed.
    assertThat(first[0]).isEqualTo(-0.16725469f);
  }
}
