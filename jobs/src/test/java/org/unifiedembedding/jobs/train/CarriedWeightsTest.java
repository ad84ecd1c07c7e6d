/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.address.LayoutKind;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.address.TableSize;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.feature.NumericFeature;
import org.unifiedembedding.embedding.feature.NumericTransform;

class CarriedWeightsTest {
  private static Feature category(String name, int chunks) {
    return new CategoricalFeature(name, chunks, name, new Exactness.Hashed());
  }

  private static Feature number(String name) {
    return new NumericFeature(name, new NumericTransform(null, null, null, false, 0, 1, 0));
  }

  private static TableLayout layout(Feature... features) {
    return TableLayout.plan(
        new FeatureSet(List.of(features)),
        LayoutKind.MULTIPLEXED,
        new TableSize.Rows(100),
        2,
        1,
        Map.of());
  }

  @Test
  void followTheirFeaturesByName() {
    TableLayout was =
        layout(category("a", 1), number("x"), category("b", 2), category("c", 1), number("y"));
    TableLayout now =
        layout(category("new", 1), number("y"), number("z"), category("c", 1), category("b", 2));
    // a: 1, 2; b: 3, 4, 5, 6; c: 7, 8; x: 9; y: 10; bias: 11
    float[] weights = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    float[] first = new float[2 + 2 + 4 + 2 + 1];
    Arrays.fill(first, -1);

    assertThat(CarriedWeights.of(was, weights, now, first))
        .containsExactly(-1, -1, 7, 8, 3, 4, 5, 6, 10, -1, 11);
  }
}
