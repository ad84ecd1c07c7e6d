/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.jobs.inspect.ValueCounts;
import org.unifiedembedding.jobs.lake.TestSpark;
import org.unifiedembedding.jobs.lake.TestVersion;

/** Two versions of which the second has all weights turned round and halved. */
@Tag("spark")
class FeatureDriftTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void writeVersions() {
    for (float scale : new float[] {1, -0.5f}) {
      String path = folder.resolve("scale" + scale).toString();
      TestVersion.write(TestSpark.session(), "scale" + scale, path, null, scale);
    }
  }

  private static EmbeddingTable version(float scale) {
    return EmbeddingTable.open(folder.resolve("scale" + scale));
  }

  private static ValueCounts values(String feature, String... texts) {
    long[] fingerprints = List.of(texts).stream().mapToLong(Fingerprint::of).toArray();
    return new ValueCounts(
        feature, texts.length, fingerprints, List.of(texts), new long[texts.length]);
  }

  private static ValueCounts users(int count) {
    return values(
        "user", IntStream.range(0, count).mapToObj(Integer::toString).toArray(String[]::new));
  }

  @Test
  void aVersionHasNoDriftFromItself() {
    FeatureDrift drift = FeatureDrift.of(version(1), version(1), users(60), 50);

    assertThat(drift.values()).isEqualTo(50);
    assertThat(drift.normBefore()).isEqualTo(drift.normAfter()).isGreaterThan(1);
    assertThat(drift.normDrift()).isZero();
    assertThat(drift.meanCosine()).isCloseTo(1, within(1e-9));
    assertThat(drift.leastCosine()).isCloseTo(1, within(1e-9));
    assertThat(drift.neighbourOverlap()).isEqualTo(1);
  }

  @Test
  void neighboursDoNotDependOnTheAxes() {
    FeatureDrift drift = FeatureDrift.of(version(1), version(-0.5f), users(50), 50);

    assertThat(drift.normDrift()).isCloseTo(-0.5, within(1e-6));
    assertThat(drift.meanCosine()).isCloseTo(-1, within(1e-6));
    assertThat(drift.leastCosine()).isCloseTo(-1, within(1e-6));
    assertThat(drift.neighbourOverlap()).isEqualTo(1);
  }

  @Test
  void fewValuesHaveNoNeighboursToCompare() {
    assertThat(FeatureDrift.of(version(1), version(1), users(19), 50).neighbourOverlap()).isNull();
    assertThat(FeatureDrift.of(version(1), version(1), users(20), 50).neighbourOverlap())
        .isEqualTo(1);
  }

  @Test
  void valuesThatWereNeverTrainedHaveNoNorm() {
    FeatureDrift drift = FeatureDrift.of(version(1), version(1), values("sex", "m"), 50);

    assertThat(drift.normBefore()).isZero();
    assertThat(drift.normDrift()).isZero();
    assertThat(drift.meanCosine()).as("zeros have no direction").isZero();
  }

  @Test
  void onlyFeaturesOfBothAreCompared() {
    List<ValueCounts> counts = List.of(users(5), values("sex", "f"), values("country", "de"));

    assertThat(Drift.between(version(1), version(1), counts, 10))
        .extracting(FeatureDrift::feature)
        .containsExactly("user", "sex");
  }
}
