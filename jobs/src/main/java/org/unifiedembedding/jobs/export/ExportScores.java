/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.export;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.embedding.metric.Metrics;
import org.unifiedembedding.embedding.snapshot.Export;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.embedding.snapshot.Part;
import org.unifiedembedding.jobs.cli.Storage;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.evaluate.LoadedModel;
import org.unifiedembedding.jobs.lake.OpenVersions;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.prepare.PreparedExamples;
import org.unifiedembedding.jobs.prepare.PreparedPaths;
import org.unifiedembedding.jobs.score.Scorer;

/** Scores a version and its export on the examples that the version was judged on. */
final class ExportScores {
  private final JavaSparkContext spark;
  private final PreparedExamples prepared;
  private final String part;

  private ExportScores(JavaSparkContext spark, PreparedExamples prepared, String part) {
    this.spark = spark;
    this.prepared = prepared;
    this.part = part;
  }

  /** Empty where the prepared data is gone or has neither a test nor a validation part. */
  static Optional<ExportScores> of(VerbContext context, Manifest version) {
    String path = version.training().dataPath();
    Storage storage = new Storage(context.hadoop());
    if (storage.read(new PreparedPaths(path).statistics()).isEmpty()) {
      return Optional.empty();
    }
    PreparedExamples prepared = PreparedExamples.open(context.spark(), path);
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(context.spark().sparkContext());
    return Stream.of("test", "validation")
        .filter(part -> !prepared.units(part).isEmpty())
        .findFirst()
        .map(part -> new ExportScores(spark, prepared, part));
  }

  /**
   * Compares.
   *
   * @param draft manifest of the export, which is not written yet
   */
  Export.ScoreLoss loss(VersionFolder version, VersionFolder export, Manifest draft) {
    ExampleSchema schema = prepared.schema();
    String manifest = ManifestJson.write(draft);
    Metrics before = metrics(() -> new LoadedModel(OpenVersions.of(version), schema));
    Metrics after = metrics(() -> new LoadedModel(open(export, manifest), schema));
    return new Export.ScoreLoss(
        part, after.count(), before.auc(), after.auc(), before.logLoss(), after.logLoss());
  }

  private static EmbeddingTable open(VersionFolder export, String manifest) {
    Manifest draft = ManifestJson.read(manifest, export.path());
    return export.locally(
        draft.files().parts().stream().map(Part::path).toList(),
        local -> EmbeddingTable.open(local, draft));
  }

  private Metrics metrics(Scorer.ModelSource model) {
    spark.setJobDescription("export: scores of the " + part + " part");
    try {
      return Scorer.score(spark, prepared.units(part), prepared.reader(), model, List.of())
          .all()
          .metrics();
    } finally {
      spark.setJobDescription(null);
    }
  }
}
