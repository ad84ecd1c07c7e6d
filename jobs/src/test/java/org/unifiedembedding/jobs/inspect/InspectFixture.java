/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.address.LayoutKind;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.address.TableSize;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.head.HeadSpec;
import org.unifiedembedding.embedding.snapshot.HeadFile;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.embedding.snapshot.Part;
import org.unifiedembedding.embedding.snapshot.RowFileWriter;
import org.unifiedembedding.embedding.snapshot.RowFiles;
import org.unifiedembedding.embedding.snapshot.VocabularyFile;

/** A table of two features, item with two chunks and user with one, and its values. */
final class InspectFixture {
  private InspectFixture() {}

  static TableLayout layout(int rows) {
    List<Feature> features =
        List.of(
            new CategoricalFeature("item", 2, "item", new Exactness.Hashed()),
            new CategoricalFeature("user", 1, "user", new Exactness.Hashed()));
    return TableLayout.plan(
        new FeatureSet(features), LayoutKind.MULTIPLEXED, new TableSize.Rows(rows), 4, 1, Map.of());
  }

  /** Values name-0, name-1, ... that occur 1000, 500, 333, ... times. */
  static ValueCounts values(String feature, int size) {
    List<String> texts = IntStream.range(0, size).mapToObj(i -> feature + "-" + i).toList();
    return new ValueCounts(
        feature,
        size,
        texts.stream().mapToLong(Fingerprint::of).toArray(),
        new ArrayList<>(texts),
        IntStream.range(0, size).mapToLong(i -> 1000 / (i + 1)).toArray());
  }

  /** Writes a version whose row r is [r, 1, 0, 0] if r is even, zeros if it is odd. */
  static void write(Path folder, TableLayout layout, float[] head) throws IOException {
    Files.createDirectories(folder.resolve("snapshot"));
    RowFiles files = new RowFiles(layout.geometry().rows(), 4, layout.geometry().rows());
    List<Part> parts = new ArrayList<>();
    Path rows = folder.resolve(RowFiles.path(0));
    try (RowFileWriter writer = new RowFileWriter(Files.newOutputStream(rows), files, 0)) {
      for (long row = 0; row < files.rows(); row += 2) {
        writer.row(row, new float[] {row, 1, 0, 0}, 0);
      }
      parts.add(writer.finish());
    }
    parts.add(HeadFile.write(Files.newOutputStream(folder.resolve(HeadFile.PATH)), head));
    parts.add(
        VocabularyFile.write(
            Files.newOutputStream(folder.resolve(VocabularyFile.PATH)), layout.vocabularies()));
    Manifest manifest =
        new Manifest(
            "test",
            "run",
            "2026-01-01T00:00:00Z",
            null,
            layout.features(),
            Manifest.table(layout),
            new HeadSpec.Logistic(),
            new Manifest.Training("data", 0, 1, 1, 1, 10, "Sgd", "Sgd", "", Map.of()),
            Map.of(),
            new Manifest.Files(files.rows(), (files.rows() + 1) / 2, 0, parts),
            null);
    Files.writeString(folder.resolve(Manifest.PATH), ManifestJson.write(manifest));
  }
}
