/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.increment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.embedding.snapshot.Increment;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.RowFiles;
import org.unifiedembedding.embedding.snapshot.RowFormat;
import org.unifiedembedding.jobs.prepare.PrepareVerb;
import org.unifiedembedding.jobs.publish.PublishVerb;
import org.unifiedembedding.jobs.publish.TrainedClicks;
import org.unifiedembedding.jobs.retain.RetainVerb;
import org.unifiedembedding.jobs.train.TrainVerb;
import org.unifiedembedding.jobs.verify.VerifyVerb;
import org.unifiedembedding.lake.Mirror;

/** A published version, one trained on from it with a few clicks, and one from scratch. */
@Tag("spark")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IncrementVerbTest {
  private static final Map<String, String> SETTINGS =
      Map.of("publish.exports", "[float16]", "table.exact-up-to", "0");

  @TempDir private static Path folder;
  private static TrainedClicks clicks = new TrainedClicks(Path.of(""));

  /** What a service that follows production had after each publication. */
  private static final List<EmbeddingTable> SERVED = new ArrayList<>();

  @BeforeAll
  static void publishesThreeVersions() throws Exception {
    clicks = TrainedClicks.train(folder, "one", SETTINGS);
    clicks.run("one", new PublishVerb(), SETTINGS);
    Mirror mirror =
        new Mirror(
            clicks.paths("any").table(),
            folder.resolve("service"),
            RowFormat.FLOAT32,
            new Configuration());
    SERVED.add(mirror.update("production"));
    Path few = folder.resolve("few.csv");
    try (Stream<String> lines = Files.lines(folder.resolve("log.csv"))) {
      Files.write(few, lines.limit(41).toList());
    }
    publish("two", Map.of("source.inputs.log.path", few.toString(), "train.warm-start", "1"));
    Path snapshot = version("two", RowFormat.FLOAT32).resolve("snapshot");
    Path aside = Files.move(snapshot, folder.resolve("aside")); // so only the increment is left
    SERVED.add(mirror.update("production"));
    Files.move(aside, snapshot);
    publish("scratch", Map.of("seed", "9"));
    SERVED.add(mirror.update("production"));
    leaveForPython();
  }

  /** The table as it is now, for python/tests/test_mirror.py. */
  private static void leaveForPython() throws IOException {
    Path left = Path.of("target", "followed");
    FileUtil.fullyDelete(left.toFile());
    Path root = folder.resolve("root");
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) { // folders come before what is in them
        Files.copy(file, left.resolve(root.relativize(file).toString()));
      }
    }
  }

  private static void publish(String runId, Map<String, String> changes) throws Exception {
    Map<String, String> set = new HashMap<>(changes);
    set.putAll(SETTINGS);
    clicks.run(runId, new PrepareVerb(), set);
    clicks.run(runId, new TrainVerb(), set);
    clicks.run(runId, new PublishVerb(), set);
  }

  private static Path version(String runId, RowFormat format) {
    return Path.of(
        format == RowFormat.FLOAT32
            ? clicks.paths(runId).version()
            : clicks.paths(runId).export(format.toString()));
  }

  private static Path increment(RowFormat format) {
    return Path.of(clicks.paths("two").increment(format.toString(), "one"));
  }

  private static Incremented increment(String... arguments) throws Exception {
    return (Incremented) clicks.run("any", new IncrementVerb(), Map.of(), arguments).values();
  }

  private static String verify() throws Exception {
    return clicks.run("any", new VerifyVerb(), Map.of()).text();
  }

  /** Size and time of every file. */
  private static Map<String, String> files(Path of) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(of)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(file.toString(), Files.size(file) + " " + Files.getLastModifiedTime(file));
      }
    }
    return files;
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT16"})
  @Order(1)
  void loaderMovesOnByTheIncrementThatPublishMade(RowFormat format, @TempDir Path service)
      throws IOException {
    EmbeddingTable one = EmbeddingTable.open(version("one", format));

    EmbeddingTable two = one.next(List.of(increment(format)), service.resolve("two"));

    two.verify();
    assertThat(service.resolve("two").resolve(Manifest.PATH))
        .hasSameTextualContentAs(version("two", format).resolve(Manifest.PATH));
    assertThat(two.manifest()).isEqualTo(EmbeddingTable.open(version("two", format)).manifest());
    assertThat(two.vector("user", "u1"))
        .isEqualTo(EmbeddingTable.open(version("two", format)).vector("user", "u1"));
  }

  @Test
  @Order(1)
  void mirrorFollowsTheAliasWhileReadersOfEarlierVersionsGoOn() {
    for (int i = 0; i < SERVED.size(); i++) {
      String runId = List.of("one", "two", "scratch").get(i);
      EmbeddingTable published = EmbeddingTable.open(version(runId, RowFormat.FLOAT32));
      EmbeddingTable served = SERVED.get(i);
      assertThat(served.manifest()).isEqualTo(published.manifest());
      assertThat(served.vector("user", "u1")).isEqualTo(published.vector("user", "u1"));
      assertThat(served.headWeights()).isEqualTo(published.headWeights());
    }
    assertThat(folder.resolve("service/one")).doesNotExist();
    assertThat(SERVED.get(0).headWeights()).isNotEqualTo(SERVED.get(1).headWeights());
    SERVED.get(1).verify();
    SERVED.get(2).verify();
  }

  @Test
  @Order(1)
  void incrementIsMadeOnceAndSaysItsSize() throws Exception {
    Map<String, String> before = files(increment(RowFormat.FLOAT32));

    Incremented made = increment("1", "2");

    assertThat(files(increment(RowFormat.FLOAT32))).isEqualTo(before);
    assertThat(made.path()).isEqualTo(increment(RowFormat.FLOAT32).toString());
    assertThat(made.rows()).isEqualTo(1500);
    assertThat(made.changedRows()).isBetween(40L, 500L);
    assertThat(made.clearedRows()).isZero();
    assertThat(made.text())
        .startsWith(
            "from run one to run two as float32: %d of 1,500 rows, 0 of them zeros now; "
                .formatted(made.changedRows()));
    assertThat(increment("1", "2", "--format", "float16").changedRows())
        .isLessThanOrEqualTo(made.changedRows());
  }

  @Test
  @Order(1)
  void publishMakesNoneWhereMostRowsDiffer() throws Exception {
    Path folder = Path.of(clicks.paths("scratch").increments(), "float32", "two");
    assertThat(folder).doesNotExist();

    Incremented made = increment("2", "3");

    assertThat(made.path()).isEqualTo(folder.toString());
    assertThat(made.share()).isGreaterThan(0.5);
  }

  @Test
  @Order(2)
  void interruptedIncrementIsNoneAndIsMadeAgain(@TempDir Path service) throws Exception {
    Path folder = increment(RowFormat.FLOAT32);
    Incremented first = increment("1", "2");
    Files.delete(folder.resolve(Increment.PATH));
    Files.writeString(folder.resolve(RowFiles.path(0)), "half of it");
    EmbeddingTable one = EmbeddingTable.open(version("one", RowFormat.FLOAT32));

    assertThatThrownBy(() -> one.next(List.of(folder), service.resolve("two")))
        .hasMessageContaining("There is no complete increment in " + folder);
    assertThat(verify())
        .contains("orphan  version 2: " + folder + ", no complete increment; ue increment makes");

    assertThat(increment("1", "2")).isEqualTo(first);
    one.next(List.of(folder), service.resolve("two")).verify();
    assertThat(verify()).isEqualTo("versions [1, 2, 3]: 0 damages, 0 orphans");
  }

  @Test
  @Order(3)
  void rejectsVersionsWithoutDifference() {
    assertThatThrownBy(() -> increment("2", "2"))
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessageContaining("1,500 rows of 7 as float32 of run 'two'")
        .hasMessageContaining("must be two versions of one shape and format")
        .extracting(e -> ((UnifiedEmbeddingException) e).code())
        .isEqualTo(ErrorCode.USAGE);
  }

  @Test
  @Order(4)
  void verifyFindsDamageAndRetainRemovesIncrements() throws Exception {
    Path file = increment(RowFormat.FLOAT16).resolve(RowFiles.path(0));
    Files.delete(file);

    assertThatThrownBy(() -> verify()).hasMessageContaining(file + " does not exist");

    Map<String, String> keep = Map.of("retain.keep-last", "1", "retain.keep-days", "0");
    clicks.run("any", new RetainVerb(), keep, "--apply");
    assertThat(Path.of(clicks.paths("one").version())).doesNotExist();
    assertThat(Path.of(clicks.paths("two").version())).as("next for a rollback").exists();
    assertThat(increment(RowFormat.FLOAT32)).as("goes with the version it leads to").exists();
  }
}
