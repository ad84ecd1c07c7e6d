/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.metric;

/** What share of the negatives and of the positives scores above some threshold, each in [0, 1]. */
public record RocPoint(double falsePositiveRate, double truePositiveRate) {}
