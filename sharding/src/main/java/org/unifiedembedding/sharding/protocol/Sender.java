/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.protocol;

/**
 * Who sends a request, and of which life of the run he thinks he is part.
 *
 * @param incarnation number of the life; raised whenever something was lost or undone
 * @param worker logical worker in [0, W)
 * @param attempt number of the task attempt that drives the worker; the highest holds the lease
 */
public record Sender(long incarnation, long round, int worker, int attempt) {}
