/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.io.Serializable;
import java.util.List;
import org.unifiedembedding.jobs.prepare.UnitLocation;
import org.unifiedembedding.jobs.prepare.UnitReader;

/**
 * What every task of a round is told.
 *
 * @param steps steps that each worker does in lockstep; without lockstep a worker does its own
 *     number
 * @param units the training part's units, which slices index
 */
record RoundTask(
    String runId,
    int epoch,
    long seed,
    long steps,
    boolean lockstep,
    List<UnitLocation> units,
    UnitReader reader)
    implements Serializable {}
