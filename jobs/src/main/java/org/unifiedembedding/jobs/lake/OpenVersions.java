/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.unifiedembedding.embedding.loader.EmbeddingTable;

/**
 * The versions that the tasks of this JVM read, each opened once. That of a remote file system is
 * copied to local disk before; the copy has no name any more and goes with the mapping.
 */
public final class OpenVersions {
  private static final Map<String, EmbeddingTable> OPEN = new ConcurrentHashMap<>();

  private OpenVersions() {}

  /** The table of a complete version, whose files never change. */
  public static EmbeddingTable of(VersionFolder folder) {
    return OPEN.computeIfAbsent(folder.path(), path -> folder.opened(table -> table));
  }
}
