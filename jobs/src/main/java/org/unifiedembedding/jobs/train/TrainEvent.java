/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

/**
 * Something a run survived.
 *
 * @param kind resumed, warm-start, shards-moved, executor-lost (one without shards, so that nothing
 *     was repeated), or start-, round- and candidate-repeated
 * @param round the round that it met
 * @param message what happened, for people
 * @param seconds from the moment that it was noticed until work went on
 * @param examples that are trained a second time because of it
 */
public record TrainEvent(String kind, long round, String message, double seconds, long examples) {

  /** An event that cost nothing worth a number. */
  TrainEvent(String kind, long round, String message) {
    this(kind, round, message, 0, 0);
  }
}
