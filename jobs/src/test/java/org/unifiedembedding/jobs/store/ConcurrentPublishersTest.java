/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.store;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.unifiedembedding.embedding.registry.History;
import org.unifiedembedding.embedding.registry.Version;
import org.unifiedembedding.jobs.publish.TestTable;
import org.unifiedembedding.jobs.publish.WholeVersions;
import org.unifiedembedding.jobs.verify.VerifyVerb;

/**
 * This process and another one publish at the same moment, beside a reader: runs of their own, and
 * every second time both the same one. dev/publish-pairs is the long form.
 */
@Tag("spark")
class ConcurrentPublishersTest {
  private static final int PAIRS = Integer.getInteger("pairs", 2);

  @TempDir private static Path logs;
  private static final List<StoreClient> OTHERS = new ArrayList<>();

  @BeforeAll
  static void startTheOtherProcess() throws IOException {
    OTHERS.add(StoreClient.start(TestStore.S3, logs.resolve("log").toFile()));
  }

  @AfterAll
  static void stopTheOtherProcess() {
    OTHERS.forEach(StoreClient::close);
  }

  @ParameterizedTest
  @EnumSource
  void everyRunIsPublishedOnceAndWhole(TestStore store) throws Exception {
    String root = store.newFolder();
    TestTable table = new TestTable(root);
    table.publish("first");
    List<String> published = new ArrayList<>(List.of("first"));
    int reads;
    try (WholeVersions reader = new WholeVersions(table)) {
      for (int pair = 0; pair < PAIRS; pair++) {
        String run = "run-" + pair;
        List<String> runs = pair % 2 == 0 ? List.of(run, run + "-of-other") : List.of(run);
        assertThat(publish(root, runs)).as("%s %s", store, runs).hasSameSizeAs(runs);
        published.addAll(runs);
      }
      reads = reader.reads();
    }

    History history = table.history();
    assertThat(history.versions())
        .extracting(Version::runId)
        .containsExactlyInAnyOrderElementsOf(published);
    assertThat(history.aliases()).isEqualTo(Map.of("production", (long) published.size()));
    assertThat(table.run("any", new VerifyVerb()).text()).endsWith(": 0 damages, 0 orphans");
    assertThat(reads).as("whole versions that the reader opened").isPositive();
    Files.writeString(
        Path.of("target", "pairs.txt"),
        "%s: %d pairs, %d versions, none lost, none doubled, 0 damages, %d read whole%n"
            .formatted(store, PAIRS, published.size(), reads),
        CREATE,
        APPEND);
  }

  /** Publishes the one run in both processes, or a run in each; the numbers they were given. */
  private static Set<String> publish(String root, List<String> runs) throws Exception {
    for (String run : runs) {
      StoreClient.carryOut("candidate", root, run);
    }
    StoreClient other = OTHERS.get(0);
    other.send("publish", root, runs.get(runs.size() - 1));
    String mine = StoreClient.carryOut("publish", root, runs.get(0));
    return new TreeSet<>(List.of(mine, other.answer()));
  }
}
