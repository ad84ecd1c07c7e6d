/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * A data file of one version of a Delta table.
 *
 * @param path absolute, a Hadoop path
 * @param partition text of each partition column, null for a null
 * @param bytes its size
 * @param constants columns of integers that have one value throughout, as far as statistics say
 */
public record DataFile(
    String path, Map<String, String> partition, long bytes, Map<String, Long> constants) {
  public DataFile {
    partition = Collections.unmodifiableMap(new TreeMap<>(partition));
    constants = Map.copyOf(constants);
  }

  /** The last part of its path. */
  public String name() {
    return new Path(path).getName();
  }
}
