/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unifiedembedding.embedding.feature.FeatureSet;

class ExampleConfigurationsTest {

  private static RunConfig read(String name) {
    return ConfigReader.read(
        new ConfigSource.Resource("conf/" + name + ".conf"), Map.of("data", "/raw"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"movielens", "criteo", "avazu", "synthetic"})
  void isCompleteAndNamedLikeItsFile(String name) {
    assertThat(read(name).name()).isEqualTo(name);
  }

  @Test
  void findsItsFilesInTheGivenFolder() {
    assertThat(read("movielens").source().inputs().values())
        .extracting(RunConfig.Input::path)
        .containsExactlyInAnyOrder("/raw/ratings.dat*", "/raw/users.dat*");
  }

  @Test
  void hasTheFeaturesOfTheLiterature() {
    FeatureSet criteo = FeatureSets.of(read("criteo"));
    assertThat(criteo.embedded()).hasSize(26);
    assertThat(criteo.numeric()).hasSize(13);
    assertThat(criteo.inputs(8)).isEqualTo(26 * 16 + 13);
    assertThat(FeatureSets.of(read("movielens")).inputs(15)).isEqualTo(6 * 30);
  }
}
