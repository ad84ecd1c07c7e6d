/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.retain;

import java.util.List;

/**
 * What retain says.
 *
 * @param applied whether it was done, or only said
 * @param kept versions that stay
 * @param removed versions that go, those included whose removal was interrupted before
 */
record Retained(boolean applied, List<Kept> kept, List<Removed> removed) {
  Retained {
    kept = List.copyOf(kept);
    removed = List.copyOf(removed);
  }

  record Kept(long version, String runId, String reason) {}

  /** A version that goes, with the bytes of all files that go with it. */
  record Removed(long version, String runId, long bytes, String reason) {}

  long bytes() {
    return removed.stream().mapToLong(Removed::bytes).sum();
  }
}
