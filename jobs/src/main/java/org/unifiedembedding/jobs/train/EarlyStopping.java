/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.Comparator;
import java.util.List;

/**
 * Picks the best round and says when to stop. Without a validation part the last round is the best.
 */
final class EarlyStopping {
  private final String metric;
  private final double patience;

  /**
   * The rule of a run.
   *
   * @param metric auc or log-loss
   * @param patience epochs without a better AUC or log-loss after which to stop; 0: never
   */
  EarlyStopping(String metric, double patience) {
    this.metric = metric;
    this.patience = patience;
  }

  /** The best of the rounds so far; the earliest of equals. */
  RoundRecord best(List<RoundRecord> rounds) {
    RoundRecord last = rounds.get(rounds.size() - 1);
    if (Double.isNaN(last.validationAuc())) {
      return last;
    }
    return metric.equals("auc") ? bestByAuc(rounds) : bestByLogLoss(rounds);
  }

  /** Whether neither metric has improved for the patience. */
  boolean done(List<RoundRecord> rounds) {
    if (patience <= 0
        || rounds.isEmpty()
        || Double.isNaN(rounds.get(rounds.size() - 1).validationAuc())) {
      return false;
    }
    double improved = Math.max(bestByAuc(rounds).epochsDone(), bestByLogLoss(rounds).epochsDone());
    return rounds.get(rounds.size() - 1).epochsDone() - improved >= patience - 1e-9;
  }

  private static RoundRecord bestByAuc(List<RoundRecord> rounds) {
    return rounds.stream()
        .min(Comparator.comparingDouble(RoundRecord::validationAuc).reversed())
        .orElseThrow();
  }

  private static RoundRecord bestByLogLoss(List<RoundRecord> rounds) {
    return rounds.stream()
        .min(Comparator.comparingDouble(RoundRecord::validationLogLoss))
        .orElseThrow();
  }
}
