/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.snapshot.RowFiles;

/**
 * Which buckets each task reads. Both cuts depend on the table alone, not on the cluster, so that
 * the same table gives the same files everywhere.
 */
final class BucketRanges {
  /** Bytes of a Parquet file of the rows table that readers like. */
  private static final long TABLE_FILE_BYTES = 128L << 20;

  /** Fewest files of the rows table, so that small tables are written by several cores. */
  private static final int LEAST_TABLE_FILES = 4;

  private BucketRanges() {}

  /**
   * Cuts all buckets into ranges of nearly the same size for the rows table: range i is [starts[i],
   * starts[i + 1]).
   */
  static int[] forTable(TableGeometry geometry) {
    long files = Math.max(geometry.weightBytes() / TABLE_FILE_BYTES, LEAST_TABLE_FILES);
    int buckets = geometry.allBuckets();
    int ranges = (int) Math.min(files, buckets);
    int[] starts = new int[ranges + 1];
    for (int i = 0; i <= ranges; i++) {
      starts[i] = (int) ((long) buckets * i / ranges);
    }
    return starts;
  }

  /** The buckets of each file of the snapshot, [file][first, last], both included. */
  static int[][] forSnapshot(TableGeometry geometry, RowFiles files) {
    int[][] ranges = new int[files.count()][];
    for (int file = 0; file < ranges.length; file++) {
      long first = files.firstRow(file);
      long last = first + files.rowsOf(file) - 1;
      ranges[file] = new int[] {geometry.bucketOf(first), geometry.bucketOf(last)};
    }
    return ranges;
  }
}
