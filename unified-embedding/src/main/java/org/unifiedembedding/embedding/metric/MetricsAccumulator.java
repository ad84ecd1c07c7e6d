/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.metric;

import java.io.Serializable;

/**
 * Everything that {@link Metrics} needs of a set of examples, 12 bytes an example. Not thread-safe.
 * Merged in the same order, parts give the same bits.
 */
public final class MetricsAccumulator implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Twenty bins make a readable reliability diagram. */
  private static final int CALIBRATION_BINS = 20;

  private final Auc auc = new Auc();
  private final LogLoss logLoss = new LogLoss();
  private final Calibration calibration = new Calibration(CALIBRATION_BINS);

  /** Adds one example with a label in [0, 1] and a weight &gt;= 0. */
  public void add(float logit, float label, float weight) {
    auc.add(logit, label, weight);
    logLoss.add(logit, label, weight);
    calibration.add(Logits.probability(logit), label, weight);
  }

  public void merge(MetricsAccumulator other) {
    auc.merge(other.auc);
    logLoss.merge(other.logLoss);
    calibration.merge(other.calibration);
  }

  public Auc auc() {
    return auc;
  }

  public Calibration calibration() {
    return calibration;
  }

  /** The metrics of all examples so far. */
  public Metrics metrics() {
    double weight = logLoss.weight();
    double positives = calibration.positives();
    return new Metrics(
        auc.value(),
        logLoss.mean(),
        NormalizedEntropy.of(logLoss.mean(), positives / weight),
        calibration.ratio(),
        positives,
        weight,
        auc.size());
  }
}
