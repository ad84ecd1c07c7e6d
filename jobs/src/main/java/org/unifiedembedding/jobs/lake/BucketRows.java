/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import java.io.Serializable;
import org.unifiedembedding.sharding.client.RowSink;

/** The rows of a table, bucket by bucket; called inside Spark tasks. */
@FunctionalInterface
public interface BucketRows extends Serializable {

  /** Gives the rows of a bucket that were trained, ascending. */
  void forEachStored(int bucket, RowSink sink);
}
