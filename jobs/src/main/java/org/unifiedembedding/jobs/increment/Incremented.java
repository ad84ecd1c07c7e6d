/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.increment;

import org.unifiedembedding.embedding.snapshot.Increment;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.RowFormat;

/**
 * What increment says.
 *
 * @param from run id of the version that it is applied to
 * @param to run id of the version that comes out
 * @param path of its folder
 * @param rows of the table
 * @param changedRows that differ
 * @param clearedRows of these the ones that are zeros now
 * @param bytes of its files
 * @param snapshotBytes of the whole snapshot
 */
public record Incremented(
    String from,
    String to,
    RowFormat format,
    String path,
    long rows,
    long changedRows,
    long clearedRows,
    long bytes,
    long snapshotBytes) {

  static Incremented of(Increment increment, Manifest to, String path) {
    return new Incremented(
        increment.from().runId(),
        increment.to().runId(),
        to.rowFormat(),
        path,
        to.rowFiles().rows(),
        increment.changedRows(),
        increment.clearedRows(),
        increment.bytes(),
        to.bytes());
  }

  /** Its bytes beside those of the whole snapshot. */
  double share() {
    return (double) bytes / snapshotBytes;
  }

  /** For people. */
  String text() {
    return "from run %s to run %s as %s: %,d of %,d rows, %d of them zeros now; %,d bytes, %.1f %% of %,d%n%s"
        .formatted(
            from,
            to,
            format,
            changedRows,
            rows,
            clearedRows,
            bytes,
            100 * share(),
            snapshotBytes,
            path);
  }
}
