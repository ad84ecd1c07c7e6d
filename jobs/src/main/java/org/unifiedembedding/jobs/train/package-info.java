/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Training in rounds: a planner says which examples each logical worker sees in each round, a
 * runner carries it out as Spark jobs against the shards and commits a checkpoint after each round.
 * A run that was killed goes on from its last checkpoint.
 */
@NullMarked
package org.unifiedembedding.jobs.train;

import org.jspecify.annotations.NullMarked;
