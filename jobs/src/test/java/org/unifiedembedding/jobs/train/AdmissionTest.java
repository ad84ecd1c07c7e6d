/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.jobs.prepare.PrepareVerb;
import org.unifiedembedding.jobs.publish.PublishVerb;
import org.unifiedembedding.jobs.publish.TrainedClicks;

/**
 * Runs in steps of one example, so that the sightings of a row are the examples that look it up:
 * one from scratch in January, others that start from it.
 */
@Tag("spark")
class AdmissionTest {
  private static final int ADMISSION = 3;
  private static final Map<String, String> SETTINGS =
      Map.of(
          "train.admission", "3",
          "train.batch", "1",
          "train.workers", "1",
          "train.day", "2026-01-01",
          "source.split.validation", "0",
          "source.split.test", "0",
          "table.exact-up-to", "0",
          "features", "[{ name = user }, { name = item }]");

  @TempDir private static Path folder;
  private static TrainedClicks clicks = new TrainedClicks(Path.of(""));
  private static final Map<Long, Integer> JANUARY = new TreeMap<>();

  /** User i clicks i mod 6 times, on an item of their own. */
  @BeforeAll
  static void trainsJanuary() throws Exception {
    clicks = new TrainedClicks(folder);
    train("january", users(0, 60), Map.of());
    clicks.run("january", new PublishVerb(), SETTINGS);
    JANUARY.putAll(sightings("january", users(0, 60)));
  }

  private static List<Integer> users(int from, int to) {
    return IntStream.range(from, to)
        .flatMap(user -> IntStream.range(0, user % 6).map(click -> user))
        .boxed()
        .toList();
  }

  private static TrainResult train(String runId, List<Integer> users, Map<String, String> changes)
      throws Exception {
    Path log = folder.resolve(runId + ".csv");
    StringBuilder text = new StringBuilder("user,item,tags,label\n");
    users.forEach(user -> text.append("u%d,i%d,,%d%n".formatted(user, user, user % 2)));
    Files.writeString(log, text);
    Map<String, String> set = new HashMap<>(SETTINGS);
    set.put("train.epochs", "1");
    set.put("source.inputs.log.path", log.toString());
    set.putAll(changes);
    clicks.run(runId, new PrepareVerb(), set);
    return (TrainResult) clicks.run(runId, new TrainVerb(), set).values();
  }

  private static EmbeddingTable table(String runId) {
    return EmbeddingTable.open(Path.of(clicks.paths(runId).version()));
  }

  /** How many examples look each row up. */
  private static Map<Long, Integer> sightings(String runId, List<Integer> users) {
    EmbeddingTable table = table(runId);
    Map<Long, Integer> sightings = new TreeMap<>();
    for (int user : users) {
      Set<Long> rows = new HashSet<>();
      for (long row : table.rows("user", "u" + user)) {
        rows.add(row);
      }
      for (long row : table.rows("item", "i" + user)) {
        rows.add(row);
      }
      rows.forEach(row -> sightings.merge(row, 1, Integer::sum));
    }
    return sightings;
  }

  private static Set<Long> admitted(Map<Long, Integer> sightings) {
    Set<Long> rows = new TreeSet<>();
    sightings.forEach(
        (row, count) -> {
          if (count >= ADMISSION) {
            rows.add(row);
          }
        });
    return rows;
  }

  private static Set<Long> published(String runId) {
    EmbeddingTable table = table(runId);
    Set<Long> rows = new TreeSet<>();
    float[] vector = new float[7];
    for (long row = 0; row < table.layout().geometry().rows(); row++) {
      table.read(row, vector, 0);
      for (float weight : vector) {
        if (weight != 0) {
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private static String started(TrainResult result) {
    return result.events().get(0).message();
  }

  @Test
  void rowsThatWaitAreZerosInTheVersion() throws IOException {
    assertThat(JANUARY.values()).contains(1, 2, 3, 4, 5);
    assertThat(published("january")).isEqualTo(admitted(JANUARY));
  }

  @Test
  void sightingsGoOnInTheNextRun() throws Exception {
    List<Integer> once = IntStream.range(0, 60).boxed().toList();
    train("february", once, Map.of("train.warm-start", "production"));

    Map<Long, Integer> both = new TreeMap<>(JANUARY);
    sightings("february", once).forEach((row, count) -> both.merge(row, count, Integer::sum));
    assertThat(published("february"))
        .isEqualTo(admitted(both))
        .hasSizeGreaterThan(admitted(JANUARY).size());
  }

  @Test
  void idleRowsAreEvictedWithTheirSightings() throws Exception {
    List<Integer> some = users(0, 20);
    TrainResult result =
        train(
            "march",
            some,
            Map.of(
                "train.warm-start", "production",
                "train.day", "2026-03-01",
                "train.evict.idle-days", "30"));

    assertThat(published("march")).isEqualTo(admitted(sightings("march", some)));
    assertThat(started(result))
        .contains(
            "%d rows evicted, since nothing has looked them up since 2026-01-30"
                .formatted(JANUARY.size()));
  }

  @Test
  void rowsThatWereSeenOftenStay() throws Exception {
    List<Integer> none = List.of(1); // user 1, once
    TrainResult result =
        train(
            "often",
            none,
            Map.of(
                "train.warm-start", "production",
                "train.day", "2026-03-01",
                "train.evict.idle-days", "30",
                "train.evict.sightings", "4"));

    Set<Long> often = new TreeSet<>();
    JANUARY.forEach(
        (row, count) -> {
          if (count >= 4) {
            often.add(row);
          }
        });
    assertThat(published("often")).isEqualTo(often).isNotEmpty();
    assertThat(started(result))
        .contains(
            "%d rows evicted, since nothing has looked them up since 2026-01-30 and they had fewer"
                    .formatted(JANUARY.size() - often.size())
                + " than 4 sightings");
  }

  @Test
  void rowsThatAreNotIdleStay() throws Exception {
    TrainResult result =
        train(
            "soon",
            List.of(1),
            Map.of(
                "train.warm-start", "production",
                "train.day", "2026-01-31",
                "train.evict.idle-days", "30"));

    assertThat(published("soon")).containsAll(admitted(JANUARY));
    assertThat(started(result)).contains("0 rows evicted");
  }

  @Test
  void evictionNeedsTheDay() {
    assertThatThrownBy(
            () -> clicks.context("any", Map.of("train.evict.idle-days", "30", "train.day", "")))
        .hasMessageContaining("train.day")
        .hasMessageContaining("say of which day the data are, as 2026-11-26");
    assertThatThrownBy(() -> clicks.context("any", Map.of("train.day", "1 March")))
        .hasMessageContaining("Invalid train.day: '1 March' (must be a date as 2026-11-26)");
  }
}
