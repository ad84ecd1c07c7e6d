/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureSetTest {
  private static final Exactness HASHED = new Exactness.Hashed();
  private static final CategoricalFeature USER = new CategoricalFeature("user", 2, "user", HASHED);
  private static final MultiValuedFeature GENRES =
      new MultiValuedFeature("genres", 1, "genres", HASHED, Combiner.MEAN);
  private static final BucketisedFeature AGE =
      new BucketisedFeature("age", 1, "age", HASHED, List.of(18.0, 65.0));
  private static final NumericFeature PRICE =
      new NumericFeature("price", new NumericTransform(null, null, null, false, 0, 1, 0));

  private static CrossFeature cross(String... parts) {
    return new CrossFeature("cross", 3, "cross", HASHED, List.of(parts));
  }

  @Test
  void keepsTheOrderOfEachKind() {
    FeatureSet set = new FeatureSet(List.of(cross("age", "user"), PRICE, GENRES, AGE, USER));
    assertThat(set.embedded()).containsExactly(cross("age", "user"), GENRES, AGE, USER);
    assertThat(set.numeric()).containsExactly(PRICE);
    assertThat(set.singleValued()).containsExactly("age", "user");
    assertThat(set.multiValued()).containsExactly("genres");
  }

  @Test
  void countsLookUpsAndInputs() {
    FeatureSet set = new FeatureSet(List.of(USER, GENRES, PRICE));
    assertThat(set.slots()).isEqualTo(3);
    assertThat(set.inputs(16)).isEqualTo(3 * 16 + 1);
  }

  @Test
  void refusesANameTwice() {
    assertThatThrownBy(() -> new FeatureSet(List.of(USER, PRICE, USER)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid features: 'user' is defined twice (rename one of them)");
  }

  @Test
  void refusesFeaturesWithoutLookUps() {
    assertThatThrownBy(() -> new FeatureSet(List.of(PRICE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid features: none looks up the table");
  }

  @Test
  void refusesACrossOfSomethingWithoutASingleValue() {
    for (String part : List.of("genres", "price", "nobody", "cross")) {
      assertThatThrownBy(
              () -> new FeatureSet(List.of(USER, GENRES, PRICE, AGE, cross("user", part))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid part of cross 'cross': '%s' (must name a categorical or bucketised feature)",
              part);
    }
  }
}
