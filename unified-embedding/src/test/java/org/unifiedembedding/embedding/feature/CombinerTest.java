/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.feature;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CombinerTest {

  @Test
  void scalesTheSumOfNVectors() {
    assertThat(Combiner.SUM.scale(4)).isEqualTo(1f);
    assertThat(Combiner.MEAN.scale(4)).isEqualTo(0.25f);
    assertThat(Combiner.SQRT_N.scale(4)).isEqualTo(0.5f);
  }

  @Test
  void leavesOneVectorAsItIs() {
    for (Combiner combiner : Combiner.values()) {
      assertThat(combiner.scale(1)).isEqualTo(1f);
    }
  }
}
