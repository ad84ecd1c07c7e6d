/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.feature.BucketisedFeature;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.Combiner;
import org.unifiedembedding.embedding.feature.CrossFeature;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.MultiValuedFeature;
import org.unifiedembedding.embedding.feature.NumericFeature;
import org.unifiedembedding.embedding.feature.NumericTransform;

class FeatureSetsTest {
  private static final String FEATURES =
      """
      name = t
      source.inputs.log { format = parquet, path = x }
      table { share = 0.1, chunks = 2, exact-up-to = 100 }
      features = [
        { name = user, exact-up-to = 0 }
        { name = friend, hash-as = user, chunks = 3 }
        { name = country, exact = [de, fr] }
        { name = tags, type = multi-valued, combiner = mean }
        { name = age, type = bucketised, boundaries = [18, 65] }
        { name = user_x_age, type = cross, parts = [user, age], exact-up-to = 0 }
        { name = price, type = numeric, clip = [0, 1000], log = 1, standardise = true, missing = -1 }
      ]
      """;

  @Test
  void makesEveryTypeWithTheTablesDefaults() {
    RunConfig config = ConfigReader.read(new ConfigSource.Text("f", FEATURES), Map.of());
    Exactness upTo = new Exactness.UpTo(100);
    Exactness hashed = new Exactness.Hashed();
    assertThat(FeatureSets.of(config).features())
        .containsExactly(
            new CategoricalFeature("user", 2, "user", hashed),
            new CategoricalFeature("friend", 3, "user", upTo),
            new CategoricalFeature(
                "country", 2, "country", new Exactness.Listed(List.of("de", "fr"))),
            new MultiValuedFeature("tags", 2, "tags", upTo, Combiner.MEAN),
            new BucketisedFeature("age", 2, "age", upTo, List.of(18.0, 65.0)),
            new CrossFeature("user_x_age", 2, "user_x_age", hashed, List.of("user", "age")),
            new NumericFeature("price", new NumericTransform(0.0, 1000.0, 1.0, true, 0, 1, -1)));
  }
}
