/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.lake.DataFile;
import org.unifiedembedding.jobs.lake.DeltaLake;

/**
 * Which files hold what a round committed. A driver knows it of its own rounds; only for others the
 * table is asked. Not thread-safe.
 */
final class CheckpointFiles {
  private final DeltaLake lake;
  private final String path;
  private final Map<Long, List<DataFile>> byRound = new HashMap<>();

  CheckpointFiles(DeltaLake lake, String path) {
    this.lake = lake;
    this.path = path;
  }

  /** Learns what a round has just committed. */
  void add(long round, List<DataFile> files) {
    byRound.put(round, files);
  }

  /** The files of a round. */
  List<String> of(long round) {
    if (!byRound.containsKey(round)) {
      list();
    }
    List<DataFile> files = byRound.get(round);
    if (files == null) {
      throw new IllegalStateException("Round " + round + " has no files in " + path);
    }
    return files.stream().map(DataFile::path).toList();
  }

  /**
   * The files of all rounds but some, of which the table has been asked.
   *
   * @param least the first round that is kept
   * @param greatest the last round that is kept
   */
  List<DataFile> outside(long least, long greatest) {
    return byRound.entrySet().stream()
        .filter(round -> round.getKey() < least || round.getKey() > greatest)
        .flatMap(round -> round.getValue().stream())
        .toList();
  }

  /** Forgets files that no commit names any more. */
  void remove(List<DataFile> removed) {
    byRound.values().removeIf(removed::containsAll);
  }

  private void list() {
    byRound.clear();
    for (DataFile file : lake.files(path, lake.version(path))) {
      Long round = file.constants().get(Checkpoint.ROUND);
      if (round == null) {
        throw new UnifiedEmbeddingException(
            ErrorCode.USAGE,
            "No commit of this software added "
                + file.path()
                + ", which has no statistics of its round. Train under another run id.");
      }
      byRound.computeIfAbsent(round, r -> new ArrayList<>()).add(file);
    }
  }
}
