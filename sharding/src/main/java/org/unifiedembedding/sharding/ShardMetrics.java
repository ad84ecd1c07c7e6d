/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding;

/**
 * What a shard holds and what it has been asked since it was made.
 *
 * @param rows rows that it owns; 0 for the head
 * @param memoryBytes heap that it takes now
 * @param pulls answered with values
 * @param pushes applied, or kept until the other workers' have come
 * @param duplicates pushes dropped because they had been applied before
 * @param gaps pushes sent back because one before them is missing
 * @param refused messages of another incarnation, round or attempt, or at a time that does not fit
 */
public record ShardMetrics(
    long rows,
    long memoryBytes,
    long pulls,
    long pushes,
    long duplicates,
    long gaps,
    long refused) {}
