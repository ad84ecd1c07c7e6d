/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.loader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.unifiedembedding.embedding.address.FeatureStatistics;
import org.unifiedembedding.embedding.address.LayoutKind;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.address.TableSize;
import org.unifiedembedding.embedding.feature.BucketisedFeature;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.Combiner;
import org.unifiedembedding.embedding.feature.CrossFeature;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.feature.MultiValuedFeature;
import org.unifiedembedding.embedding.feature.NumericFeature;
import org.unifiedembedding.embedding.feature.NumericTransform;
import org.unifiedembedding.embedding.head.Head;
import org.unifiedembedding.embedding.head.HeadSpec;
import org.unifiedembedding.embedding.head.Heads;
import org.unifiedembedding.embedding.snapshot.Export;
import org.unifiedembedding.embedding.snapshot.HeadFile;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.embedding.snapshot.Part;
import org.unifiedembedding.embedding.snapshot.RowFileWriter;
import org.unifiedembedding.embedding.snapshot.RowFiles;
import org.unifiedembedding.embedding.snapshot.RowFormat;
import org.unifiedembedding.embedding.snapshot.VocabularyFile;

/**
 * A version with features of every type, random rows of which each fifth is untouched, and a head
 * with random weights.
 *
 * @param chunks of the features whose chunks may differ; the others have two
 * @param rowsPerFile of the snapshot
 * @param format of its rows
 */
record ScoredVersion(
    String name, HeadSpec head, LayoutKind kind, int chunks, long rowsPerFile, RowFormat format) {
  private static final int WIDTH = 6; // not a multiple of the SIMD width

  static List<ScoredVersion> all() {
    var stacked = new HeadSpec.DeepCross(2, List.of(24, 10), HeadSpec.Structure.STACKED);
    var parallel = new HeadSpec.DeepCross(1, List.of(24), HeadSpec.Structure.PARALLEL);
    var crossOnly = new HeadSpec.DeepCross(2, List.of(), HeadSpec.Structure.PARALLEL);
    return List.of(
        new ScoredVersion("logistic", new HeadSpec.Logistic(), LayoutKind.MULTIPLEXED, 3, 10_000),
        new ScoredVersion(
            "factorization", new HeadSpec.Factorization(), LayoutKind.PER_FEATURE, 2, 700),
        new ScoredVersion("deep-cross-stacked", stacked, LayoutKind.MULTIPLEXED, 1, 300),
        new ScoredVersion("deep-cross-parallel", parallel, LayoutKind.COLLISIONLESS, 3, 10_000),
        new ScoredVersion("cross-only", crossOnly, LayoutKind.PER_FEATURE, 1, 10_000),
        new ScoredVersion("mlp", new HeadSpec.Mlp(List.of(32, 8)), LayoutKind.MULTIPLEXED, 2, 512),
        exported(RowFormat.FLOAT16, 10_000),
        exported(RowFormat.INT8, 700),
        exported(RowFormat.INT4, 300));
  }

  private ScoredVersion(String name, HeadSpec head, LayoutKind kind, int chunks, long rowsPerFile) {
    this(name, head, kind, chunks, rowsPerFile, RowFormat.FLOAT32);
  }

  private static ScoredVersion exported(RowFormat format, long rowsPerFile) {
    return new ScoredVersion(
        format.toString(),
        new HeadSpec.Factorization(),
        LayoutKind.MULTIPLEXED,
        2,
        rowsPerFile,
        format);
  }

  FeatureSet features() {
    Exactness hashed = new Exactness.Hashed();
    return new FeatureSet(
        List.of(
            new CategoricalFeature("user", chunks, "user", hashed),
            new NumericFeature(
                "price", new NumericTransform(0.5, 90.0, 1.0, true, 2.5, 0.75, -0.25)),
            new MultiValuedFeature("genres", chunks, "genres", hashed, Combiner.SQRT_N),
            new CategoricalFeature("sex", 2, "sex", new Exactness.Listed(List.of("f", "m"))),
            new MultiValuedFeature("seen", 2, "item", hashed, Combiner.MEAN),
            new BucketisedFeature("age", 2, "age", hashed, List.of(18.0, 35.5, 65.0)),
            new CategoricalFeature("item", 2, "item", hashed),
            new MultiValuedFeature("words", 2, "words", new Exactness.UpTo(40), Combiner.SUM),
            new NumericFeature("days", new NumericTransform(null, null, null, false, 0, 1, 0.125)),
            new CrossFeature("user x sex", 2, "user x sex", hashed, List.of("user", "sex")),
            new CrossFeature("all", chunks, "all", hashed, List.of("item", "age", "sex"))));
  }

  /** Writes the version as if its statistics were those of {@code seen}. */
  void write(Path folder, ScoredExamples seen) throws IOException {
    FeatureSet features = features();
    Map<String, FeatureStatistics> statistics = new HashMap<>();
    for (Feature.Embedded feature : features.embedded()) {
      statistics.put(feature.name(), seen.statistics(feature));
    }
    TableSize size =
        kind == LayoutKind.COLLISIONLESS ? new TableSize.Share(1) : new TableSize.Rows(2003);
    TableLayout layout = TableLayout.plan(features, kind, size, WIDTH, 0, statistics);
    Files.createDirectories(folder.resolve("snapshot"));
    RowFiles files = new RowFiles(layout.geometry().rows(), WIDTH, rowsPerFile);
    List<Part> parts = new ArrayList<>();
    for (int file = 0; file < files.count(); file++) {
      parts.add(writeRows(folder, files, file));
    }
    parts.add(
        HeadFile.write(Files.newOutputStream(folder.resolve(HeadFile.PATH)), weights(features)));
    parts.add(
        VocabularyFile.write(
            Files.newOutputStream(folder.resolve(VocabularyFile.PATH)), layout.vocabularies()));
    Manifest manifest =
        new Manifest(
            name,
            "run",
            "2026-01-01T00:00:00Z",
            null,
            features,
            Manifest.table(layout),
            head,
            new Manifest.Training("data", 0, 1, 1, 1, 10, "Sgd", "Sgd", "", Map.of()),
            Map.of("auc", Double.NaN),
            new Manifest.Files(rowsPerFile, files.rows(), 0, parts),
            null);
    boolean trained = format == RowFormat.FLOAT32;
    Export export = new Export(format, "00aa", Export.VectorLoss.NONE, null);
    Files.writeString(
        folder.resolve(Manifest.PATH),
        ManifestJson.write(trained ? manifest : manifest.withExport(export)));
  }

  private float[] weights(FeatureSet features) {
    Head built = Heads.of(head, features, WIDTH);
    float[] weights = new float[built.parameters()];
    built.initialise(weights, 7);
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < weights.length; i++) {
      weights[i] += (float) random.nextDouble(-0.1, 0.1); // biases start as zeros
    }
    return weights;
  }

  private Part writeRows(Path folder, RowFiles files, int file) throws IOException {
    Path path = folder.resolve(RowFiles.path(file));
    try (RowFileWriter writer =
        new RowFileWriter(Files.newOutputStream(path), files, file, format)) {
      float[] vector = new float[WIDTH];
      long end = files.firstRow(file) + files.rowsOf(file);
      for (long row = files.firstRow(file); row < end; row++) {
        SplittableRandom random = new SplittableRandom(row);
        for (int column = 0; column < WIDTH; column++) {
          vector[column] = (float) random.nextDouble(-0.4, 0.4);
        }
        if (row % 5 != 0) {
          writer.row(row, vector, 0);
        }
      }
      return writer.finish();
    }
  }
}
