/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.registry.History;
import org.unifiedembedding.jobs.store.TestStore;
import org.unifiedembedding.jobs.verify.VerifyVerb;

/**
 * kill -9 of a process that publishes and retires, at random moments, beside a reader that must
 * never meet anything but whole versions. dev/kill-publishers is the long form.
 */
@Tag("spark")
class KilledPublisherTest {
  private static final int KILLS = Integer.getInteger("kills", 5);
  private static final TestStore STORE =
      TestStore.valueOf(System.getProperty("store", "local").toUpperCase(Locale.ROOT));
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  /** Steps of the last run once more, all done already, and of the next one. */
  private static final int STEPS = 6;

  /** More than a step takes, so that kills come between steps too. */
  private static final int LONGEST_MILLISECONDS = 2_000;

  /** Nothing here takes so long, even on a machine that is busy with other things. */
  private static final int HANGS_MINUTES = 10;

  @TempDir private Path folder;
  private final Map<String, Integer> killed = new TreeMap<>();

  @Test
  void leavesTheOldStateOrTheNew() throws Exception {
    String root = STORE.newFolder();
    TestTable table = PublishLoop.table(root);
    for (int version = 1; version <= 3; version++) {
      PublishLoop.step(table, step -> {});
    }
    int reads;
    try (WholeVersions reader = new WholeVersions(table)) {
      SplittableRandom random = new SplittableRandom(SEED);
      for (int kill = 0; kill < KILLS; kill++) {
        kill(root, 1 + random.nextInt(STEPS), random.nextInt(LONGEST_MILLISECONDS), kill);
      }
      PublishLoop.step(table, step -> {});
      reads = reader.reads();
    }

    History history = table.history();
    assertThat(table.run("any", new VerifyVerb()).text())
        .as("seed %d", SEED)
        .contains(": 0 damages")
        .doesNotContain("remains of", "no complete version");
    assertThat(history.retired()).hasSize(history.versions().size() - 2).hasSizeGreaterThan(1);
    assertThat(reads).as("whole versions that the reader opened").isGreaterThan(KILLS);
    String summary =
        "%s: %d kills, by step %s: %d versions published, %d retired, %d read whole, 0 damages; seed %d%n"
            .formatted(
                STORE,
                KILLS,
                killed,
                history.versions().size(),
                history.retired().size(),
                reads,
                SEED);
    Files.writeString(Path.of("target", "kills.txt"), summary);
  }

  /** Kills a new process so many milliseconds after it has begun so many steps. */
  private void kill(String root, int after, int milliseconds, int kill) throws Exception {
    Path log = folder.resolve("log-" + kill);
    Path steps = folder.resolve("steps-" + kill);
    Process process = PublishLoop.start(root, STORE.settings(), steps, log);
    try {
      await()
          .atMost(Duration.ofMinutes(HANGS_MINUTES))
          .pollInterval(Duration.ofMillis(10))
          .until(() -> lines(steps).size() >= after || !process.isAlive());
      boolean ended = process.waitFor(milliseconds, MILLISECONDS);
      assertThat(ended).as("seed %d, kill %d: %s", SEED, kill, Files.readString(log)).isFalse();
    } finally {
      process.destroyForcibly().waitFor();
    }
    List<String> begun = lines(steps);
    killed.merge(begun.get(begun.size() - 1), 1, Integer::sum);
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
