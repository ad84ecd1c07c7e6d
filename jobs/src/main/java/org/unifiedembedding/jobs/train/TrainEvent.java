/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

/**
 * Something a run survived.
 *
 * @param kind resumed, round-repeated or warm-start
 * @param round the round that it met
 * @param message what happened, for people
 */
public record TrainEvent(String kind, long round, String message) {}
