/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.store;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.unifiedembedding.jobs.publish.TestTable;
import org.unifiedembedding.jobs.publish.WholeVersions;
import org.unifiedembedding.jobs.registry.History;
import org.unifiedembedding.jobs.registry.Version;
import org.unifiedembedding.jobs.verify.VerifyVerb;

/**
 * Two processes publish at the same moment, beside a reader: their own runs, and every second time
 * both the same one. dev/publish-pairs is the long form.
 */
@Tag("spark")
class ConcurrentPublishersTest {
  private static final int PAIRS = Integer.getInteger("pairs", 3);

  @TempDir private static Path logs;
  private static final List<StoreClient> PUBLISHERS = new ArrayList<>();

  @BeforeAll
  static void startPublishers() throws IOException {
    for (String name : List.of("one", "two")) {
      PUBLISHERS.add(StoreClient.start(TestStore.S3, logs.resolve(name + ".log")));
    }
  }

  @AfterAll
  static void stopPublishers() {
    PUBLISHERS.forEach(StoreClient::close);
  }

  @ParameterizedTest
  @EnumSource
  void everyRunIsPublishedOnceAndWhole(TestStore store) throws Exception {
    String root = store.newFolder();
    TestTable table = new TestTable(root);
    table.publish("first");
    Set<String> published = new HashSet<>(Set.of("first"));
    int reads;
    try (WholeVersions reader = new WholeVersions(table)) {
      for (int pair = 0; pair < PAIRS; pair++) {
        boolean isSame = pair % 2 == 1;
        List<String> runs = List.of("run-" + pair, "run-" + pair + (isSame ? "" : "-other"));
        both("candidate", root, isSame ? List.of(runs.get(0), "nobody-" + pair) : runs);
        Set<String> numbers = new HashSet<>(both("publish", root, runs));
        assertThat(numbers).as("%s %s", store, runs).hasSize(isSame ? 1 : 2);
        published.addAll(runs);
      }
      reads = reader.reads();
    }

    History history = table.history();
    assertThat(history.versions())
        .extracting(Version::runId)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(published);
    assertThat(history.aliases()).isEqualTo(Map.of("production", (long) published.size()));
    assertThat(table.run("any", new VerifyVerb()).text()).contains(": 0 damages, 0 orphans");
    assertThat(reads).as("whole versions that the reader opened").isPositive();
    Files.writeString(
        Path.of("target", "pairs.txt"),
        "%s: %d pairs, %d versions published, none lost, none doubled, %d read whole%n"
            .formatted(store, PAIRS, published.size(), reads),
        CREATE,
        APPEND);
  }

  /** Both publishers do it at the same time; their answers. */
  private static List<String> both(String command, String root, List<String> runs)
      throws IOException {
    for (int i = 0; i < 2; i++) {
      PUBLISHERS.get(i).send(command, root, runs.get(i));
    }
    return List.of(PUBLISHERS.get(0).answer(), PUBLISHERS.get(1).answer());
  }
}
