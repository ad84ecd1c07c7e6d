/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.unifiedembedding.sharding.ShardGroup;
import org.unifiedembedding.sharding.client.TableAccess;
import org.unifiedembedding.sharding.store.RowSelection;

/** How the rows of buckets go into files and come back, in whatever JVM holds them. */
public interface BucketFiles extends Serializable {

  /**
   * Writes rows as the last commit left them, while the next round may be open. An interrupt ends
   * it. Nothing is left of a file that was not finished.
   */
  WrittenFile write(long round, RowSelection rows, List<Integer> buckets, ShardGroup shards)
      throws IOException;

  /**
   * Gives rows back to their shards, those of later files after those of earlier ones.
   *
   * @param files as paths
   * @return rows that the filter left out
   */
  long read(List<String> files, Set<Integer> buckets, TableAccess table, RowFilter filter);
}
