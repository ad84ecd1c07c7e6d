/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import java.io.Serializable;
import java.util.Map;

/**
 * A Parquet file in the folder of a Delta table, which a commit is to add.
 *
 * @param name in that folder
 * @param bytes its size
 * @param records in it
 * @param least smallest values of some columns of integers; readers skip files by them
 * @param greatest greatest values of the same columns
 */
public record NewFile(
    String name, long bytes, long records, Map<String, Long> least, Map<String, Long> greatest)
    implements Serializable {
  public NewFile {
    least = Map.copyOf(least);
    greatest = Map.copyOf(greatest);
  }
}
