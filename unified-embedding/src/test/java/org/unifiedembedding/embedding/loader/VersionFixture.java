/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.loader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.unifiedembedding.embedding.address.FeatureStatistics;
import org.unifiedembedding.embedding.address.LayoutKind;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.address.TableSize;
import org.unifiedembedding.embedding.address.Vocabulary;
import org.unifiedembedding.embedding.feature.BucketisedFeature;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.CrossFeature;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.head.HeadSpec;
import org.unifiedembedding.embedding.snapshot.HeadFile;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.embedding.snapshot.Part;
import org.unifiedembedding.embedding.snapshot.RowFileWriter;
import org.unifiedembedding.embedding.snapshot.RowFiles;
import org.unifiedembedding.embedding.snapshot.VocabularyFile;

/** Writes a version whose row r is [r, r + 0.25, r + 0.5, ...] if r is even, zeros if it is odd. */
final class VersionFixture {
  static final FeatureSet FEATURES =
      new FeatureSet(
          List.of(
              new CategoricalFeature("user", 2, "user", new Exactness.Hashed()),
              new CategoricalFeature("sex", 1, "sex", new Exactness.Listed(List.of("f", "m"))),
              new BucketisedFeature("age", 1, "age", new Exactness.Hashed(), List.of(18.0, 65.0)),
              new CrossFeature(
                  "user x sex", 1, "user x sex", new Exactness.Hashed(), List.of("user", "sex"))));

  static final float[] HEAD = new float[5 * 4 + 1]; // look-ups of 4 floats, and the bias

  static {
    for (int i = 0; i < HEAD.length; i++) {
      HEAD[i] = 3.5f - i;
    }
  }

  private VersionFixture() {}

  static TableLayout layout() {
    Map<String, FeatureStatistics> statistics =
        Map.of("sex", new FeatureStatistics(2, Vocabulary.of(List.of("f", "m"))));
    return TableLayout.plan(
        FEATURES, LayoutKind.MULTIPLEXED, new TableSize.Rows(1003), 4, 4, statistics);
  }

  static float value(long row, int column) {
    return row % 2 == 0 ? row + 0.25f * column : 0;
  }

  /** Writes the version in files of 300 rows. */
  static Manifest write(Path folder) throws IOException {
    TableLayout layout = layout();
    Files.createDirectories(folder.resolve("snapshot"));
    RowFiles files = new RowFiles(layout.geometry().rows(), 4, 300);
    List<Part> parts = new ArrayList<>();
    for (int file = 0; file < files.count(); file++) {
      parts.add(writeRows(folder, files, file));
    }
    parts.add(HeadFile.write(Files.newOutputStream(folder.resolve(HeadFile.PATH)), HEAD));
    parts.add(
        VocabularyFile.write(
            Files.newOutputStream(folder.resolve(VocabularyFile.PATH)), layout.vocabularies()));
    Manifest manifest =
        new Manifest(
            "test",
            "run",
            "2026-01-01T00:00:00Z",
            null,
            FEATURES,
            Manifest.table(layout),
            new HeadSpec.Logistic(),
            new Manifest.Training("data", 0, 1, 1, 1, 10, "Sgd", "Sgd", "", Map.of()),
            Map.of(),
            new Manifest.Files(300, files.rows() / 2, 0, parts),
            null);
    Files.writeString(folder.resolve(Manifest.PATH), ManifestJson.write(manifest));
    return manifest;
  }

  private static Part writeRows(Path folder, RowFiles files, int file) throws IOException {
    Path path = folder.resolve(RowFiles.path(file));
    try (RowFileWriter writer = new RowFileWriter(Files.newOutputStream(path), files, file)) {
      long end = files.firstRow(file) + files.rowsOf(file);
      for (long row = (files.firstRow(file) + 1) / 2 * 2; row < end; row += 2) {
        float[] vector = new float[4];
        for (int column = 0; column < 4; column++) {
          vector[column] = value(row, column);
        }
        writer.row(row, vector, 0);
      }
      return writer.finish();
    }
  }
}
