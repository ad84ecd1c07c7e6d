/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;

/** The Java code against docs/spec/hash-golden.json, which was computed by Python's xxhash. */
class HashGoldenTest {

  @Test
  void fingerprintsOfTexts() {
    assertThat(GoldenValues.list("fingerprints"))
        .hasSizeGreaterThan(30)
        .allSatisfy(
            golden ->
                assertThat(GoldenValues.fingerprint(golden.get("text")))
                    .isEqualTo(golden.get("fingerprint").longValue()));
  }

  @Test
  void fingerprintsOfCrosses() {
    assertThat(GoldenValues.list("crosses"))
        .allSatisfy(
            golden -> {
              long[] parts =
                  GoldenValues.list(golden.get("parts")).stream()
                      .mapToLong(GoldenValues::fingerprint)
                      .toArray();
              long cross =
                  parts.length == 2
                      ? Fingerprint.cross(parts[0], parts[1])
                      : Fingerprint.cross(parts[0], parts[1], parts[2]);
              assertThat(cross).isEqualTo(golden.get("fingerprint").longValue());
            });
  }

  @Test
  void seedsOfFeaturesAndChunks() {
    assertThat(GoldenValues.list("seeds"))
        .allSatisfy(golden -> assertThat(seed(golden)).isEqualTo(golden.get("seed").longValue()));
  }

  @Test
  void rowsOfTheMultiplexedLayout() {
    assertThat(GoldenValues.list("rows"))
        .allSatisfy(
            golden -> {
              long hash = RowHash.hash(GoldenValues.fingerprint(golden.get("value")), seed(golden));
              TableGeometry geometry =
                  new TableGeometry(
                      golden.get("buckets").intValue(),
                      golden.get("rowsPerBucket").longValue(),
                      0,
                      1);
              assertThat(hash).isEqualTo(golden.get("hash").longValue());
              assertThat(geometry.hashedRow(hash)).isEqualTo(golden.get("row").longValue());
            });
  }

  @Test
  void rowsOfThePerFeatureLayout() {
    assertThat(GoldenValues.list("ranges"))
        .allSatisfy(
            golden -> {
              var address =
                  new FeatureAddress.Ranged(
                      new long[] {seed(golden)},
                      golden.get("firstRow").longValue(),
                      golden.get("rows").longValue());
              assertThat(address.row(0, GoldenValues.fingerprint(golden.get("value"))))
                  .isEqualTo(golden.get("row").longValue());
            });
  }

  @Test
  void rowsOfExactFeatures() {
    JsonNode golden = GoldenValues.json().get("exact");
    List<Feature> features =
        GoldenValues.list(golden.get("features")).stream()
            .<Feature>map(
                f ->
                    new CategoricalFeature(
                        f.get("name").textValue(),
                        golden.get("chunks").intValue(),
                        f.get("name").textValue(),
                        new Exactness.Hashed()))
            .toList();
    Map<String, Vocabulary> vocabularies =
        GoldenValues.list(golden.get("features")).stream()
            .collect(
                Collectors.toMap(f -> f.get("name").textValue(), f -> vocabulary(f.get("values"))));
    TableGeometry geometry = new TableGeometry(4, golden.get("hashedRows").longValue() / 4, 16, 1);
    TableLayout layout =
        TableLayout.of(
            new FeatureSet(features), LayoutKind.MULTIPLEXED, geometry, Map.of(), vocabularies);
    assertThat(GoldenValues.list(golden.get("rows")))
        .allSatisfy(
            row ->
                assertThat(
                        layout.row(
                            layout.embedded(row.get("feature").textValue()),
                            row.get("chunk").intValue(),
                            GoldenValues.fingerprint(row.get("value"))))
                    .isEqualTo(row.get("row").longValue()));
  }

  @Test
  void specificationPrintsGoldenValuesOnly() {
    String golden = GoldenValues.json().toString();
    Stream<String> printed =
        Pattern.compile("\\| (-?\\d{5,}) \\|")
            .matcher(GoldenValues.specification())
            .results()
            .map(match -> match.group(1));
    assertThat(printed).hasSizeGreaterThan(15).allSatisfy(n -> assertThat(golden).contains(n));
  }

  private static long seed(JsonNode golden) {
    return RowHash.seed(golden.get("feature").textValue(), golden.get("chunk").intValue());
  }

  private static Vocabulary vocabulary(JsonNode values) {
    List<JsonNode> list = GoldenValues.list(values);
    return Vocabulary.of(
        list.stream().mapToLong(GoldenValues::fingerprint).toArray(),
        list.stream().map(GoldenValues::text).collect(Collectors.toList()));
  }
}
