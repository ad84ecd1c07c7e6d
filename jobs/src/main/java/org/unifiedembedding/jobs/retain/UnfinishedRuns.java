/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.retain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.registry.Change;
import org.unifiedembedding.embedding.registry.Event;
import org.unifiedembedding.embedding.registry.History;
import org.unifiedembedding.jobs.cli.RunPaths;
import org.unifiedembedding.jobs.cli.Storage;

/**
 * The versions that runs start from which have not finished training. Such a run reads its start
 * until its first round is committed, and again where it was killed before.
 */
final class UnfinishedRuns {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The clock of the storage and those of the drivers may differ by so much. */
  private static final Duration SKEW = Duration.ofMinutes(10);

  private UnfinishedRuns() {}

  /** Each such version with the reason to keep it. */
  static Map<Long, String> starts(Storage storage, RunPaths paths, History history) {
    Map<Long, String> starts = new TreeMap<>();
    for (String folder : storage.list(paths.table() + "/runs")) {
      RunPaths run = paths.ofRun(folder.substring(folder.lastIndexOf('/') + 1));
      String file = run.run() + "/configuration.json";
      boolean trained = storage.read(run.result("train")).isPresent();
      String text = storage.read(file).orElse("");
      if (!trained && !text.isEmpty()) {
        String start = configuration(file, text).getOrDefault("train.warm-start", "");
        named(history, start, storage.modified(file).minus(SKEW))
            .forEach(
                version ->
                    starts.put(
                        version,
                        "run %s, which has not finished training, starts from %s"
                            .formatted(run.runId(), start)));
      }
    }
    return starts;
  }

  @SuppressWarnings("unchecked") // It was written from such a map.
  private static Map<String, String> configuration(String file, String text) {
    try {
      return JSON.readValue(text, Map.class);
    } catch (JsonProcessingException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.BAD_FORMAT,
          "Cannot read " + file + ": " + e.getOriginalMessage() + " (remove the run's folder)",
          e);
    }
  }

  /** The versions that a reference has named since a moment. */
  static Set<Long> named(History history, String reference, Instant since) {
    Set<Long> named = new TreeSet<>();
    if (reference.matches("[0-9]{1,18}")) {
      named.add(Long.parseLong(reference));
    }
    for (Event event : history.events()) {
      if (event.change() instanceof Change.Move move && move.alias().equals(reference)) {
        if (!Instant.parse(event.at()).isAfter(since)) {
          named.clear();
        }
        named.add(move.version());
      }
    }
    return named;
  }
}
