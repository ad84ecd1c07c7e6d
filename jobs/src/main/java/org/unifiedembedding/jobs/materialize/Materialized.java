/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.materialize;

import java.util.List;

/**
 * What materialize says.
 *
 * @param version whose vectors the table has now
 * @param path of the table
 * @param deltaVersion of the table
 * @param materialization its number, that new and changed values have in changed_in
 * @param features which values are there
 * @param slices of the table
 * @param written slices that were written anew
 * @param changed values that are new or changed
 */
public record Materialized(
    long version,
    String runId,
    String path,
    long deltaVersion,
    long materialization,
    List<String> features,
    long slices,
    long written,
    long changed) {
  public Materialized {
    features = List.copyOf(features);
  }

  /** For people. */
  public String text() {
    return "version %d of run %s: %,d values new or changed, %,d of %,d slices written%n%s%n%s"
        .formatted(
            version, runId, changed, written, slices, "  " + String.join("\n  ", features), path);
  }
}
