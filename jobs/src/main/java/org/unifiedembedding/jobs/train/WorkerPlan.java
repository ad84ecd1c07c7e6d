/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.io.Serializable;
import java.util.List;

/**
 * What one logical worker does in a round: its slices, in order, cut into steps of at most {@code
 * batch} examples.
 */
record WorkerPlan(int worker, List<Slice> slices, int batch) implements Serializable {
  WorkerPlan {
    slices = List.copyOf(slices);
  }

  long examples() {
    return slices.stream().mapToLong(Slice::size).sum();
  }

  long steps() {
    return (examples() + batch - 1) / batch;
  }
}
