/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.feature.BucketisedFeature;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.Combiner;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.feature.MultiValuedFeature;
import org.unifiedembedding.embedding.feature.NumericFeature;
import org.unifiedembedding.embedding.feature.NumericTransform;

class SameExamplesTest {
  private static final Exactness HASHED = new Exactness.Hashed();
  private static final Feature USER = new CategoricalFeature("user", 2, "user", HASHED);
  private static final Feature TAGS =
      new MultiValuedFeature("tags", 2, "tags", HASHED, Combiner.SUM);

  private static Feature age(Double... boundaries) {
    return new BucketisedFeature("age", 1, "age", HASHED, List.of(boundaries));
  }

  private static Feature price(double mean) {
    return new NumericFeature("price", new NumericTransform(null, null, null, true, mean, 1, 0));
  }

  private static final SameExamples EXAMPLES =
      new SameExamples(
          new FeatureSet(List.of(USER, TAGS, age(18.0, 65.0), price(2))),
          new ExampleSchema(List.of("user", "age", "spare"), List.of("tags"), List.of("price")));

  private static void assertReadable(Feature... features) {
    assertThat(EXAMPLES.obstacle(new FeatureSet(List.of(features)))).isEmpty();
  }

  private static void assertObstacle(String name, Feature... features) {
    assertThat(EXAMPLES.obstacle(new FeatureSet(List.of(features))))
        .contains("its feature '" + name + "' is not in the examples, or was made in another way");
  }

  @Test
  void readsTheSameFeaturesInWhateverOrderAndNumberOfLookUps() {
    assertReadable(
        price(2), age(18.0, 65.0), TAGS, new CategoricalFeature("user", 5, "user", HASHED));
  }

  @Test
  void readsAFeatureThatTheOtherModelLeavesOut() {
    assertReadable(USER, new CategoricalFeature("spare", 1, "spare", HASHED));
  }

  @Test
  void refusesWhatTheExamplesDoNotHave() {
    assertObstacle("country", USER, new CategoricalFeature("country", 1, "country", HASHED));
    assertObstacle("tags", new CategoricalFeature("tags", 1, "tags", HASHED));
    assertObstacle("age", new CategoricalFeature("age", 1, "age", HASHED));
  }

  @Test
  void refusesNumbersThatWereMadeInAnotherWay() {
    assertObstacle("age", USER, age(21.0, 65.0));
    assertObstacle("price", USER, price(2.5));
  }
}
