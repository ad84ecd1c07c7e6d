/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.metric;

/**
 * The metrics of a set of examples. Without a positive or without a negative, {@code auc} and
 * others that divide by their number are NaN or infinite.
 *
 * @param auc exact area under the ROC curve
 * @param logLoss mean cross entropy in nats
 * @param normalizedEntropy log-loss by that of the mean label
 * @param calibration sum of the predicted probabilities by the sum of the labels
 * @param positives weighted sum of the labels
 * @param weight sum of the examples' weights
 * @param count examples
 */
public record Metrics(
    double auc,
    double logLoss,
    double normalizedEntropy,
    double calibration,
    double positives,
    double weight,
    long count) {}
