/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.increment;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.snapshot.Part;
import org.unifiedembedding.embedding.snapshot.RowChanges;
import org.unifiedembedding.embedding.snapshot.RowFiles;
import org.unifiedembedding.embedding.snapshot.RowFormat;
import org.unifiedembedding.jobs.lake.VersionFolder;

/**
 * A file of rows that a task compared.
 *
 * @param part the file of the rows that differ, null where none does
 */
record ChangedFile(@Nullable Part part, long changed, long cleared) implements Serializable {

  /** Compares file {@code index} of two versions and writes to {@code increment} what differs. */
  static ChangedFile write(
      Versions versions, VersionFolder increment, RowFiles files, RowFormat format, int index) {
    List<String> file = List.of(RowFiles.path(index));
    return versions
        .from()
        .locally(
            file,
            from ->
                versions
                    .to()
                    .locally(
                        file,
                        to ->
                            write(
                                RowChanges.between(from, to, files, format, index),
                                increment,
                                file.get(0))));
  }

  /** The versions that are compared. */
  record Versions(VersionFolder from, VersionFolder to) implements Serializable {}

  private static ChangedFile write(RowChanges changes, VersionFolder increment, String path) {
    if (changes.changed() == 0) {
      return new ChangedFile(null, 0, 0);
    }
    try {
      Part part = changes.write(increment.create(path));
      return new ChangedFile(part, changes.changed(), changes.cleared());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write %s of %s".formatted(path, increment.path()), e);
    }
  }
}
