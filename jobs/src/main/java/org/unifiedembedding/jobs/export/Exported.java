/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.export;

import org.unifiedembedding.embedding.snapshot.Export;
import org.unifiedembedding.embedding.snapshot.Manifest;

/**
 * What export says.
 *
 * @param path folder of the export
 * @param bytes of its files
 * @param sourceBytes of the version's snapshot
 */
public record Exported(String runId, String path, long bytes, long sourceBytes, Export export) {

  static Exported of(Manifest version, Manifest export, String path) {
    Export loss = export.export();
    if (loss == null) {
      throw new IllegalArgumentException("Invalid export: " + path + " (is a version)");
    }
    return new Exported(version.runId(), path, export.bytes(), version.bytes(), loss);
  }

  /** For people. */
  public String text() {
    Export.ScoreLoss scores = export.scores();
    return "run %s as %s: %,d bytes, %.1f %% of %,d%n%s%n%s%n%s"
        .formatted(
            runId,
            export.format(),
            bytes,
            100.0 * bytes / sourceBytes,
            sourceBytes,
            scores == null ? "AUC not compared: the prepared examples are gone" : text(scores),
            text(export.vectors()),
            path);
  }

  private static String text(Export.ScoreLoss scores) {
    return "AUC %.5f instead of %.5f, log-loss %.5f instead of %.5f, on %,d examples of the %s part"
        .formatted(
            scores.auc(),
            scores.sourceAuc(),
            scores.logLoss(),
            scores.sourceLogLoss(),
            scores.examples(),
            scores.part());
  }

  private static String text(Export.VectorLoss vectors) {
    return "%,d rows: error at most %.2g, RMS %.2g; cosine at least %.5f, mean %.5f"
        .formatted(
            vectors.rows(),
            vectors.maxError(),
            vectors.rmsError(),
            vectors.minCosine(),
            vectors.meanCosine());
  }
}
