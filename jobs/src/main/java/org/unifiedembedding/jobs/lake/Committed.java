/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import java.util.List;

/**
 * What a commit made.
 *
 * @param version of the table
 * @param files that it added
 */
public record Committed(long version, List<DataFile> files) {
  public Committed {
    files = List.copyOf(files);
  }
}
