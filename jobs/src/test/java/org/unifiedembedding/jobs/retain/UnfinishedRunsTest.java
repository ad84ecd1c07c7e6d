/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.retain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.registry.Change;
import org.unifiedembedding.embedding.registry.Event;
import org.unifiedembedding.embedding.registry.History;
import org.unifiedembedding.jobs.cli.RunPaths;
import org.unifiedembedding.jobs.cli.Storage;

class UnfinishedRunsTest {
  private static final History HISTORY =
      new History(List.of(named(1, "01"), named(2, "02"), named(3, "03"), named(4, "04")));

  @TempDir Path folder;

  private static Event named(long version, String day) {
    return new Event(
        version,
        "2026-01-" + day + "T00:00:00Z",
        "ann",
        new Change.Move(version, "production", null));
  }

  private Path run(String runId, String start, String since) throws Exception {
    Path run = Files.createDirectories(folder.resolve("clicks/runs/" + runId));
    Path configuration = run.resolve("configuration.json");
    Files.writeString(configuration, "{\"train.warm-start\": \"" + start + "\"}");
    Files.setLastModifiedTime(configuration, FileTime.from(Instant.parse(since)));
    return run;
  }

  private Map<Long, String> starts() {
    RunPaths paths = new RunPaths(folder.toString(), "clicks", "any");
    return UnfinishedRuns.starts(new Storage(new Configuration()), paths, HISTORY);
  }

  @Test
  void anAliasStandsForAllThatItHasNamedSinceTheRunBegan() throws Exception {
    run("warm", "production", "2026-01-02T12:00:00Z");

    assertThat(starts())
        .containsOnlyKeys(2L, 3L, 4L)
        .containsEntry(2L, "run warm, which has not finished training, starts from production");
  }

  @Test
  void aNumberStandsForItself() throws Exception {
    run("warm", "1", "2026-01-02T12:00:00Z");

    assertThat(starts()).containsOnlyKeys(1L);
  }

  @Test
  void finishedRunsAndThoseFromScratchNeedNothing() throws Exception {
    Path finished = run("finished", "1", "2026-01-02T12:00:00Z");
    Files.writeString(finished.resolve("result-train.json"), "{}");
    run("scratch", "", "2026-01-02T12:00:00Z");

    assertThat(starts()).isEmpty();
  }

  @Test
  void aTableWithoutRunsNeedsNothing() {
    assertThat(starts()).isEmpty();
  }
}
