/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.head.HeadSpec.Structure;

class HeadsTest {

  private final InputShape shape = new InputShape(List.of(8, 8), 4);

  @Test
  void countsTheWeightsOfEachHead() {
    assertThat(Heads.of(new HeadSpec.Logistic(), shape).parameters()).isEqualTo(21);
    assertThat(Heads.of(new HeadSpec.Factorization(), shape).parameters()).isEqualTo(20 + 16 + 1);
    assertThat(Heads.of(new HeadSpec.Mlp(List.of(5, 3)), shape).parameters())
        .isEqualTo(20 * 5 + 5 + 5 * 3 + 3 + 3 + 1);
    var stacked = new HeadSpec.DeepCross(2, List.of(5), Structure.STACKED);
    assertThat(Heads.of(stacked, shape).parameters())
        .isEqualTo(2 * (400 + 20) + 20 * 5 + 5 + 5 + 1);
    var parallel = new HeadSpec.DeepCross(2, List.of(5), Structure.PARALLEL);
    assertThat(Heads.of(parallel, shape).parameters())
        .isEqualTo(2 * (400 + 20) + 20 * 5 + 5 + 20 + 5 + 1);
  }

  @Test
  void takesTheInputsOfTheShape() {
    assertThat(Heads.of(new HeadSpec.Logistic(), shape).inputs()).isEqualTo(20);
  }

  @Test
  void rejectsAnEmptyFeature() {
    assertThatThrownBy(() -> new InputShape(List.of(8, 0), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid input shape: widths [8, 0] (must be >= 1), numbers 1");
  }

  @Test
  void rejectsLayersThatCannotBe() {
    assertThatThrownBy(() -> new HeadSpec.DeepCross(-1, List.of(), Structure.STACKED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid crossLayers: -1 (must be >= 0)");
    assertThatThrownBy(() -> new HeadSpec.Mlp(List.of(8, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid hidden: [8, 0] (must all be >= 1)");
  }
}
