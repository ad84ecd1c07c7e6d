/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.plan;

/**
 * Predicts the heap that stores take once every row was touched and a round has touched every page
 * again, so that undo images are at their largest.
 */
final class MemoryModel {
  private static final long INT_BYTES = Integer.BYTES;
  private static final long FLOAT_BYTES = Float.BYTES;

  /** Growth of the buffers ahead of need. */
  private static final double SLACK = 1.125;

  private final TableSpec spec;
  private final RowShape shape;
  private final int rowsPerPush;

  MemoryModel(TableSpec spec, int rowsPerPush) {
    this.spec = spec;
    this.rowsPerPush = rowsPerPush;
    shape = spec.rowShape();
  }

  MemoryEstimate shard(int rows, int shards) {
    long weights = shape.weightBytes(rows);
    long state = shape.stateBytes(rows);
    long marks = shape.markBytes(rows);
    long undo = spec.keepsUndo() ? weights + state : 0;
    return new MemoryEstimate(weights, state, marks, undo, 0, buffers(shards));
  }

  MemoryEstimate head() {
    long parameters = spec.headParameters();
    long data = FLOAT_BYTES * (parameters + spec.headOptimizer().stateSize((int) parameters));
    long gradients = waits() ? spec.workers() * parameters * FLOAT_BYTES : 0;
    return new MemoryEstimate(0, 0, 0, 0, 2 * data + gradients, 0);
  }

  /** Copies of all workers' gradients, and the table that finds their common rows. */
  private long buffers(int shards) {
    if (!waits()) {
      return 0;
    }
    long entries = (long) (SLACK * spec.workers() * rowsPerPush / shards);
    long copies = entries * (2 * INT_BYTES + shape.stride() * FLOAT_BYTES);
    long chains = entries * (INT_BYTES + 1) + 3 * entries * 2 * INT_BYTES;
    return copies + chains;
  }

  private boolean waits() {
    return spec.lockstep() && spec.workers() > 1;
  }
}
