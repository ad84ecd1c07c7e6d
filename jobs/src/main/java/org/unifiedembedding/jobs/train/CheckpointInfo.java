/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.sharding.store.RowSelection;

/**
 * What a checkpoint says beside its rows; stored as JSON in the same commit.
 *
 * @param round the round that it ends
 * @param base the round that stores all rows and that a restart begins to read with
 * @param headStep steps that the head's optimizer has done
 * @param dataVersion Delta version of the examples that the run reads
 * @param parent run id of the version that the run started from, null: from scratch
 * @param rowState what the state of the row optimizer means
 * @param headState what the state of the head's optimizer means
 * @param rounds all rounds so far
 * @param events all events so far
 */
record CheckpointInfo(
    long round,
    long base,
    long headStep,
    long dataVersion,
    @Nullable String parent,
    String rowState,
    String headState,
    List<RoundRecord> rounds,
    List<TrainEvent> events) {
  CheckpointInfo {
    rounds = List.copyOf(rounds);
    events = List.copyOf(events);
  }

  /** The rows that are stored with it. */
  RowSelection selection() {
    return base == round ? RowSelection.STORED : RowSelection.TOUCHED;
  }
}
