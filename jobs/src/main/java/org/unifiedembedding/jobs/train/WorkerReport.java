/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.io.Serializable;

/**
 * What a logical worker did in a round.
 *
 * @param weight sum of the weights of its examples
 * @param loss weighted sum of their log-losses in nats, each measured just before it was learnt
 *     from
 * @param sequences last sequence it sent to each shard
 */
record WorkerReport(int worker, long examples, double weight, double loss, long[] sequences)
    implements Serializable {}
