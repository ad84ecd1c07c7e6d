/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import io.delta.storage.HDFSLogStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The log of Delta tables on a local disk, for any number of writers in any number of processes. A
 * file is written under a name of its own and then linked to the commit's, which the operating
 * system does for one of two writers and refuses to the other. Delta's own log store renames the
 * file, which replaces the commit of another process that has come in between.
 */
public final class HardLinkLogStore extends HDFSLogStore {

  /** As Delta makes it, by its name. */
  public HardLinkLogStore(Configuration hadoop) {
    super(hadoop);
  }

  /**
   * Writes a file that readers see whole or not at all.
   *
   * @param actions its lines
   * @param overwrite whether to replace a file that is there
   * @throws FileAlreadyExistsException where a file is there
   */
  @Override
  public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration hadoop)
      throws IOException {
    if (overwrite) {
      super.write(path, actions, true, hadoop);
      return;
    }
    var commit = java.nio.file.Path.of(path.toUri().getPath());
    var whole = commit.resolveSibling(".%s.%s.tmp".formatted(path.getName(), UUID.randomUUID()));
    try {
      Files.write(whole, (Iterable<String>) () -> actions, StandardCharsets.UTF_8);
      Files.createLink(commit, whole);
    } finally {
      Files.deleteIfExists(whole);
    }
  }
}
