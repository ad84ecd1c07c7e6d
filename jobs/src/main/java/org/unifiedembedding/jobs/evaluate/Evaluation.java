/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.evaluate;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.metric.Calibration;
import org.unifiedembedding.embedding.metric.Metrics;
import org.unifiedembedding.embedding.metric.RocPoint;

/**
 * How good a candidate is.
 *
 * @param candidate folder of what was judged
 * @param part part of the examples that it was judged on
 * @param metrics over all examples of the part
 * @param slices by feature, most frequent value first
 * @param calibration bins of the predicted probability
 * @param roc points of the ROC curve
 */
public record Evaluation(
    String candidate,
    String part,
    Metrics metrics,
    Map<String, List<Slice>> slices,
    List<Calibration.Bin> calibration,
    List<RocPoint> roc) {

  /**
   * The examples with one value of a feature.
   *
   * @param value its text; null: missing
   */
  public record Slice(@Nullable String value, Metrics metrics) {}

  /** For people. */
  public String text() {
    return "AUC %.4f, log-loss %.4f, normalised entropy %.4f, calibration %.3f on %,d examples of the %s part"
        .formatted(
            metrics.auc(),
            metrics.logLoss(),
            metrics.normalizedEntropy(),
            metrics.calibration(),
            metrics.count(),
            part);
  }
}
