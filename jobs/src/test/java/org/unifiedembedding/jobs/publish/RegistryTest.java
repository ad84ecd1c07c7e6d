/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.lake.TestSpark;

@Tag("spark")
class RegistryTest {
  private static final String NOW = "2026-01-02T03:04:05Z";

  @TempDir Path folder;
  private Registry registry = registry(Path.of(""));

  private static Registry registry(Path folder) {
    Clock clock = Clock.fixed(Instant.parse(NOW), ZoneOffset.UTC);
    return new Registry(TestSpark.session(), folder.resolve("registry").toString(), clock);
  }

  @BeforeEach
  void opensRegistry() {
    registry = registry(folder);
  }

  private Version publish(String runId) {
    return registry.publish(runId, "versions/" + runId, "sha-" + runId, "production");
  }

  @Test
  void publishesVersionsAndMovesAliasWithHistory() {
    assertThat(registry.history()).isEqualTo(History.EMPTY);

    assertThat(publish("a")).isEqualTo(new Version(1, "a", "versions/a", "sha-a", NOW));
    assertThat(publish("b").number()).isEqualTo(2);
    registry.moveAlias("production", "1");
    registry.moveAlias("candidate", "production");

    History history = registry.history();
    assertThat(history.versions()).extracting(Version::runId).containsExactly("a", "b");
    assertThat(history.aliases()).isEqualTo(Map.of("production", 1L, "candidate", 1L));
    assertThat(history.moves())
        .containsExactly(
            new AliasMove(0, "production", 1, NOW),
            new AliasMove(1, "production", 2, NOW),
            new AliasMove(2, "production", 1, NOW),
            new AliasMove(3, "candidate", 1, NOW));
    assertThat(history.resolve("production").runId()).isEqualTo("a");
    assertThat(history.resolve("2").runId()).isEqualTo("b");
  }

  @Test
  void runIsPublishedOnce() {
    Version first = publish("a");
    publish("b");

    assertThat(publish("a")).isEqualTo(first);
    assertThat(registry.history().versions()).hasSize(2);
    assertThat(registry.history().aliases()).isEqualTo(Map.of("production", 2L));
  }

  @Test
  void publishesWithoutAlias() {
    registry.publish("a", "versions/a", "sha", null);

    assertThat(registry.history().aliases()).isEmpty();
    assertThat(registry.history().resolve("1").runId()).isEqualTo("a");
  }

  @Test
  void aliasThatIsThereAlreadyDoesNotMove() {
    publish("a");

    registry.moveAlias("production", "1");

    assertThat(registry.history().moves()).hasSize(1);
  }

  @Test
  void refusesUnknownVersionAndBadAlias() {
    publish("a");

    assertThatThrownBy(() -> registry.moveAlias("production", "7"))
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessage(
            "Unknown version: '7' (must be a number from 1 to 1 or one of the aliases"
                + " [production])");
    assertThatThrownBy(() -> registry.moveAlias("7", "1"))
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessageContaining("Invalid alias: '7'");
  }

  @Test
  void concurrentPublishersAreSerialised() throws Exception {
    publish("first");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Version>> published =
        Stream.of("a", "b", "c", "a")
            .map(
                run ->
                    threads.submit(
                        () ->
                            registry(folder)
                                .publish(run, "versions/" + run, "sha-" + run, "production")))
            .toList();
    for (Future<Version> version : published) {
      assertThat(version.get().number()).isBetween(2L, 4L);
    }
    threads.shutdown();

    History history = registry.history();
    assertThat(history.versions())
        .extracting(Version::number)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 4).mapToObj(i -> (long) i).toList());
    assertThat(history.versions())
        .extracting(Version::runId)
        .containsExactlyInAnyOrder("first", "a", "b", "c");
    assertThat(history.moves()).hasSize(4);
    assertThat(history.aliases()).isEqualTo(Map.of("production", 4L));
  }
}
