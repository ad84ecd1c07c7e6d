/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.unifiedembedding.embedding.address.LayoutKind;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.address.TableSize;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.head.HeadSpec;

/** Writes versions of a table of 1,000 rows in files of 300, and the increments between them. */
record IncrementFixture(Path root, RowFormat format) {
  static final int WIDTH = 5;
  static final int ROWS = 1000;
  private static final int ROWS_PER_FILE = 300;
  private static final FeatureSet FEATURES =
      new FeatureSet(List.of(new CategoricalFeature("item", 1, "item", new Exactness.Hashed())));

  /** Random rows, every third of them untouched. */
  static float[][] randomRows(long seed) {
    float[][] rows = new float[ROWS][WIDTH];
    SplittableRandom random = new SplittableRandom(seed);
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < WIDTH && row % 3 > 0; i++) {
        rows[row][i] = (float) random.nextDouble(-1, 1);
      }
    }
    return rows;
  }

  /** The folder of a run's version. */
  Path version(String runId) {
    return root.resolve("versions").resolve(runId);
  }

  /** The folder of the increment from one run's version to another's. */
  Path increment(String from, String to) {
    return root.resolve("increments").resolve(to).resolve(from);
  }

  /** Writes the version of a run; the head's weights are those of row 1, its bias 0. */
  Manifest write(String runId, float[][] rows) throws IOException {
    Path folder = version(runId);
    TableLayout layout =
        TableLayout.plan(
            FEATURES, LayoutKind.MULTIPLEXED, new TableSize.Rows(ROWS), WIDTH, 0, Map.of());
    RowFiles files = new RowFiles(layout.geometry().rows(), WIDTH, ROWS_PER_FILE);
    Files.createDirectories(folder.resolve("snapshot"));
    List<Part> parts = new ArrayList<>();
    for (int file = 0; file < files.count(); file++) {
      parts.add(writeRows(folder, files, file, rows));
    }
    parts.add(
        HeadFile.write(
            Files.newOutputStream(folder.resolve(HeadFile.PATH)),
            Arrays.copyOf(rows[1], WIDTH + 1)));
    parts.add(
        VocabularyFile.write(
            Files.newOutputStream(folder.resolve(VocabularyFile.PATH)), layout.vocabularies()));
    Manifest manifest = manifest(runId, layout, parts);
    Files.writeString(folder.resolve(Manifest.PATH), ManifestJson.write(manifest));
    return manifest;
  }

  private Part writeRows(Path folder, RowFiles files, int file, float[][] rows) throws IOException {
    Path path = folder.resolve(RowFiles.path(file));
    try (RowFileWriter writer =
        new RowFileWriter(Files.newOutputStream(path), files, file, format)) {
      for (long row = files.firstRow(file);
          row < files.firstRow(file) + files.rowsOf(file);
          row++) {
        writer.row(row, rows[(int) row], 0);
      }
      return writer.finish();
    }
  }

  private Manifest manifest(String runId, TableLayout layout, List<Part> parts) {
    Export export =
        format == RowFormat.FLOAT32
            ? null
            : new Export(format, "0".repeat(64), Export.VectorLoss.NONE, null);
    return new Manifest(
        "test",
        runId,
        "2026-01-01T00:00:00Z",
        null,
        FEATURES,
        Manifest.table(layout),
        new HeadSpec.Logistic(),
        new Manifest.Training("data", 0, 1, 1, 1, 10, "Sgd", "Sgd", "", Map.of()),
        Map.of(),
        new Manifest.Files(ROWS_PER_FILE, ROWS, 0, parts),
        export);
  }

  /** Writes the increment between two versions. */
  Increment increase(String from, String to) throws IOException {
    Path folder = increment(from, to);
    Files.createDirectories(folder.resolve("snapshot"));
    RowFiles files = ManifestJson.read(version(to)).rowFiles();
    List<Part> parts = new ArrayList<>();
    int changed = 0;
    int cleared = 0;
    for (int file = 0; file < files.count(); file++) {
      RowChanges changes = RowChanges.between(version(from), version(to), files, format, file);
      changed += changes.changed();
      cleared += changes.cleared();
      if (changes.changed() > 0) {
        parts.add(changes.write(Files.newOutputStream(folder.resolve(RowFiles.path(file)))));
      }
    }
    parts.add(copy(version(to).resolve(HeadFile.PATH), folder, HeadFile.PATH));
    parts.add(copy(version(to).resolve(VocabularyFile.PATH), folder, VocabularyFile.PATH));
    parts.add(copy(version(to).resolve(Manifest.PATH), folder, Increment.TARGET));
    Increment increment = new Increment(end(from), end(to), changed, cleared, parts);
    Files.writeString(folder.resolve(Increment.PATH), IncrementJson.write(increment));
    return increment;
  }

  private Increment.End end(String runId) throws IOException {
    return Increment.End.of(Files.readString(version(runId).resolve(Manifest.PATH)));
  }

  /** Replaces a folder by a copy of another. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(Objects.requireNonNull(copy.getParent()));
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static Part copy(Path from, Path folder, String path) throws IOException {
    Path to = folder.resolve(path);
    Files.createDirectories(Objects.requireNonNull(to.getParent()));
    try (PartOutput out = new PartOutput(Files.newOutputStream(to))) {
      Files.copy(from, out);
      return out.part(path);
    }
  }
}
