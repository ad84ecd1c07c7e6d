/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

/**
 * What a finished round showed; part of its checkpoint, so that a resumed run knows its past.
 *
 * @param round from 0
 * @param epochsDone passes over the training part so far
 * @param examples examples of the round
 * @param trainingLoss mean log-loss in nats over the round, each example measured just before it
 *     was learnt from
 * @param validationAuc NaN without a validation part
 * @param validationLogLoss in nats; NaN without a validation part
 * @param trainSeconds from begin to seal
 * @param validationSeconds seconds of the validation
 * @param checkpointSeconds from the end of the previous round to its commit, while this one
 *     trained; 0 in the first
 * @param checkpointWaitSeconds how long training stood still for that
 * @param checkpointRows rows that it stored
 * @param checkpointBytes bytes of its files with rows
 */
public record RoundRecord(
    long round,
    double epochsDone,
    long examples,
    double trainingLoss,
    double validationAuc,
    double validationLogLoss,
    double trainSeconds,
    double validationSeconds,
    double checkpointSeconds,
    double checkpointWaitSeconds,
    long checkpointRows,
    long checkpointBytes) {

  /** Training speed of the round. */
  public double examplesPerSecond() {
    return examples / Math.max(trainSeconds, 1e-9);
  }
}
