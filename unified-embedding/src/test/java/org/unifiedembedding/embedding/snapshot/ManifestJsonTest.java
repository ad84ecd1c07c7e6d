/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.address.LayoutKind;
import org.unifiedembedding.embedding.address.RowRange;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.feature.BucketisedFeature;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.Combiner;
import org.unifiedembedding.embedding.feature.CrossFeature;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.feature.MultiValuedFeature;
import org.unifiedembedding.embedding.feature.NumericFeature;
import org.unifiedembedding.embedding.feature.NumericTransform;
import org.unifiedembedding.embedding.head.HeadSpec;

class ManifestJsonTest {

  /** Every kind of everything. */
  private static Manifest manifest() {
    Exactness hashed = new Exactness.Hashed();
    FeatureSet features =
        new FeatureSet(
            List.of(
                new CategoricalFeature("user", 2, "user", hashed),
                new CategoricalFeature("ad", 2, "user", new Exactness.UpTo(1000)),
                new MultiValuedFeature("genres", 1, "genres", hashed, Combiner.SQRT_N),
                new BucketisedFeature(
                    "age", 1, "age", new Exactness.Listed(List.of("0", "1")), List.of(18.0, 65.5)),
                new CrossFeature("user x age", 1, "user x age", hashed, List.of("user", "age")),
                new NumericFeature(
                    "price", new NumericTransform(0.0, null, 1.0, true, 1.25, 0.1, -1))));
    return new Manifest(
        "clicks",
        "run-7",
        "2026-01-02T03:04:05Z",
        null,
        features,
        new Manifest.Table(
            LayoutKind.PER_FEATURE,
            new TableGeometry(4, 256, 3, 16),
            Map.of("user", new RowRange(0, 700)),
            List.of("age")),
        new HeadSpec.DeepCross(2, List.of(256, 128), HeadSpec.Structure.PARALLEL),
        new Manifest.Training(
            "ue-data/clicks/runs/run-7/prepared",
            3,
            42,
            12,
            9,
            4_000_000,
            "RowWiseAdagrad[learningRate=0.02]",
            "Adam[learningRate=0.001]",
            "name = clicks",
            Map.of("jdk", "17.0.9", "cpu", "x86")),
        Map.of("auc", 0.75, "logLoss", Double.NaN),
        new Manifest.Files(1000, 17, 0, List.of(new Part("snapshot/head.arrow", 12, "00ff"))),
        null);
  }

  private static Manifest exported() {
    return manifest()
        .withExport(
            new Export(
                RowFormat.INT8,
                "00aa",
                new Export.VectorLoss(17, 0.0011, 0.0005, 0.9999, 0.9993),
                new Export.ScoreLoss("test", 36000, 0.75, 0.7499, 0.5, 0.5001)));
  }

  private static String golden() throws IOException {
    return golden("manifest-1.json");
  }

  private static String golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ManifestJsonTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void writesGoldenText() throws IOException {
    assertThat(ManifestJson.write(manifest())).isEqualTo(golden());
  }

  @Test
  void readsGoldenText() throws IOException {
    assertThat(ManifestJson.read(golden(), "golden")).isEqualTo(manifest());
  }

  @Test
  void writesAndReadsGoldenExport() throws IOException {
    String golden = golden("manifest-2.json");

    assertThat(ManifestJson.write(exported())).isEqualTo(golden);
    assertThat(ManifestJson.read(golden, "golden")).isEqualTo(exported());
    assertBad(golden.replace("int8", "int7"), "int7");
    assertBad(golden.replace("\"formatVersion\" : 2", "\"formatVersion\" : 1"), "1 has export");
    assertBad(golden().replace("\"formatVersion\" : 1", "\"formatVersion\" : 2"), "2 needs export");
  }

  @Test
  void keepsOtherHeads() {
    for (HeadSpec head :
        List.of(
            new HeadSpec.Logistic(), new HeadSpec.Factorization(), new HeadSpec.Mlp(List.of(8)))) {
      Manifest m = manifest();
      Manifest other =
          new Manifest(
              m.name(),
              m.runId(),
              m.createdAt(),
              "run-6",
              m.features(),
              m.table(),
              head,
              m.training(),
              m.metrics(),
              m.files(),
              null);

      assertThat(ManifestJson.read(ManifestJson.write(other), "text")).isEqualTo(other);
    }
  }

  @Test
  void refusesNewerFormat() throws IOException {
    String newer = golden().replace("\"formatVersion\" : 1", "\"formatVersion\" : 3");

    assertBad(newer, "format version 3 (this build reads 1 to 2). Use a build as new as");
  }

  @Test
  void refusesDamagedText() throws IOException {
    assertBad(golden().substring(0, 200), "Cannot read manifest text");
    assertBad("[]", "it is no JSON object with formatVersion");
    assertBad(golden().replace("\"seed\" : 42,", "\"seed\" : 42, \"extra\" : 1,"), "extra");
    assertBad(golden().replace("\"seed\" : 42,", ""), "seed");
    assertBad(golden().replace("\"width\" : 16", "\"width\" : 0"), "Invalid width: 0");
    assertBad(golden().replace("snapshot/head", "../head"), "must lie inside");
    assertBad(golden() + "{}", "Cannot read manifest text");
  }

  private static void assertBad(String json, String message) {
    assertThatThrownBy(() -> ManifestJson.read(json, "text"))
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_FORMAT))
        .hasMessageContaining(message);
  }

  @Test
  void folderWithoutManifestIsNoVersion(@TempDir Path folder) {
    assertThatThrownBy(() -> ManifestJson.read(folder))
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessageContaining("There is no complete version in");
  }
}
