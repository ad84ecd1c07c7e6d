/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.registry.Change;
import org.unifiedembedding.embedding.registry.Event;
import org.unifiedembedding.embedding.registry.History;
import org.unifiedembedding.embedding.registry.Version;
import org.unifiedembedding.jobs.lake.TestSpark;

@Tag("spark")
class RegistryTest {
  private static final String NOW = "2026-01-02T03:04:05Z";

  @TempDir Path folder;
  private Registry registry = registry(Path.of(""));

  private static Registry registry(Path folder) {
    Clock clock = Clock.fixed(Instant.parse(NOW), ZoneOffset.UTC);
    return new Registry(TestSpark.session(), folder.resolve("registry").toString(), clock, "ann");
  }

  @BeforeEach
  void opensRegistry() {
    registry = registry(folder);
  }

  private static Publication publication(String runId) {
    return new Publication(runId, "versions/" + runId, "sha-" + runId, null);
  }

  private Version publish(String runId) {
    return publish(registry, runId);
  }

  /** Publishes and moves production, wherever it is. */
  private static Version publish(Registry registry, String runId) {
    Optional<Version> version = Optional.empty();
    while (version.isEmpty()) {
      AliasState from = AliasState.of(registry.history(), "production");
      version = registry.publish(publication(runId), from);
    }
    return version.orElseThrow();
  }

  @Test
  void everyEventComesBack() {
    assertThat(registry.history()).isEqualTo(History.EMPTY);

    assertThat(publish("a")).isEqualTo(new Version(1, "a", "versions/a", "sha-a", NOW));
    assertThat(publish("b").number()).isEqualTo(2);
    registry.moveAlias("candidate", "production", null);
    registry.rollback("production", "2");
    registry.pin("1", "holdout study");
    registry.unpin("1", "study is over");
    registry.moveAlias("candidate", "1", null);
    registry.retire(history -> Map.of(2L, "older than the last 1"));
    assertThat(publish("a").number()).isEqualTo(1);

    assertThat(registry.history().events())
        .containsExactly(
            event(0, new Change.Publish(1, "a", "versions/a", "sha-a", null)),
            event(0, new Change.Move(1, "production", null)),
            event(1, new Change.Publish(2, "b", "versions/b", "sha-b", null)),
            event(1, new Change.Move(2, "production", null)),
            event(2, new Change.Move(2, "candidate", null)),
            event(3, new Change.Move(1, "production", 1L)),
            event(4, new Change.Pin(1, "holdout study")),
            event(5, new Change.Unpin(1, "study is over")),
            event(6, new Change.Move(1, "candidate", null)),
            event(7, new Change.Retire(2, "older than the last 1")));
  }

  private static Event event(long number, Change change) {
    return new Event(number, NOW, "ann", change);
  }

  @Test
  void publishesNothingWhereTheAliasHasMovedSinceItWasJudged() {
    AliasState judged = AliasState.of(registry.history(), "production");
    publish("a");

    assertThat(registry.publish(publication("b"), judged)).isEmpty();
    assertThat(registry.history().versions()).hasSize(1);
    assertThat(publish("b").number()).isEqualTo(2);
  }

  @Test
  void refusesAnActionOfANewerBuild() {
    publish("a");
    Row row =
        RowFactory.create(1L, NOW, "ann", "freeze", 1L, null, null, null, null, null, null, null);
    SparkSession spark = TestSpark.session();
    spark
        .createDataFrame(List.of(row), EventRow.SCHEMA)
        .write()
        .format("delta")
        .mode("append")
        .save(registry.path());

    assertThatThrownBy(registry::history)
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_FORMAT))
        .hasMessage(
            "Cannot read the registry "
                + registry.path()
                + ": it has the action 'freeze', which this build does not know. Use a build as new"
                + " as the one that wrote it.");
  }

  @Test
  void concurrentPublishersAreSerialised() throws Exception {
    publish("first");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Version>> published =
        Stream.of("a", "b", "c", "a")
            .map(run -> threads.submit(() -> publish(registry(folder), run)))
            .toList();
    for (Future<Version> version : published) {
      assertThat(version.get().number()).isBetween(2L, 4L);
    }
    threads.shutdown();

    History history = registry.history();
    assertThat(history.versions()).extracting(Version::number).containsExactly(1L, 2L, 3L, 4L);
    assertThat(history.versions())
        .extracting(Version::runId)
        .containsExactlyInAnyOrder("first", "a", "b", "c");
    assertThat(history.standingMoves("production")).hasSize(4);
    assertThat(history.aliases()).isEqualTo(Map.of("production", 4L));
  }
}
