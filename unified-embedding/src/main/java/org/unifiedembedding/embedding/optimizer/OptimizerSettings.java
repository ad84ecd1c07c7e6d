/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.optimizer;

/**
 * All numbers that any optimizer knows; each type takes its own and ignores the rest. The keys of
 * row-optimizer and head-optimizer in conf/reference.conf say what they mean.
 */
public record OptimizerSettings(
    double learningRate,
    double initialAccumulator,
    double epsilon,
    double beta1,
    double beta2,
    double l1,
    double l2,
    double beta) {}
