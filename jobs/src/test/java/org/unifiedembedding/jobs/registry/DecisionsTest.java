/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.registry.Change;
import org.unifiedembedding.embedding.registry.Event;
import org.unifiedembedding.embedding.registry.History;
import org.unifiedembedding.embedding.registry.Version;

/** What requests do to a history, without a registry. */
class DecisionsTest {
  private static final String NOW = "2026-01-02T03:04:05Z";

  private History history = History.EMPTY;

  /** Does what a registry does that nobody else writes to; whether there was anything to do. */
  private boolean apply(Function<History, List<Change>> decision) {
    List<Event> events =
        decision.apply(history).stream()
            .map(change -> new Event(history.nextEvent(), NOW, "ann", change))
            .toList();
    history = history.with(events);
    return !events.isEmpty();
  }

  private boolean publish(String runId) {
    AliasState from = AliasState.of(history, "production");
    return apply(h -> Decisions.publish(h, publication(runId), from));
  }

  private static Publication publication(String runId) {
    return new Publication(runId, "versions/" + runId, "sha-" + runId, null);
  }

  private boolean move(String alias, String reference, @Nullable String expected) {
    return apply(h -> Decisions.move(h, alias, reference, expected));
  }

  private long rollback(@Nullable String expected) {
    apply(h -> Decisions.rollback(h, "production", expected));
    return history.resolve("production").number();
  }

  private static void assertRefused(ErrorCode code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }

  @Test
  void runIsPublishedOnceAndMovesNothingAgain() {
    publish("a");
    publish("b");

    assertThat(publish("a")).isFalse();
    assertThat(history.versions())
        .containsExactly(
            new Version(1, "a", "versions/a", "sha-a", NOW),
            new Version(2, "b", "versions/b", "sha-b", NOW));
    assertThat(history.resolve("production").runId()).isEqualTo("b");
  }

  @Test
  void publishesWithoutAlias() {
    apply(h -> Decisions.publish(h, publication("a"), null));

    assertThat(history.aliases()).isEmpty();
    assertThat(history.resolve("1").runId()).isEqualTo("a");
  }

  @Test
  void publishesNothingWhereTheAliasHasMovedSinceItWasJudged() {
    AliasState judged = AliasState.of(history, "production");
    publish("a");

    assertThat(apply(h -> Decisions.publish(h, publication("b"), judged))).isFalse();
    assertThat(history.versions()).hasSize(1);
  }

  @Test
  void aliasThatIsThereAlreadyDoesNotMove() {
    publish("a");

    assertThat(move("production", "1", null)).isFalse();
    assertThat(move("canary", "production", null)).isTrue();
  }

  @Test
  void movesAnAliasOnlyFromTheExpectedVersion() {
    publish("a");
    publish("b");

    assertRefused(
        ErrorCode.CONFLICT,
        "Alias 'production' names version 2, not version 1 as --expect says (look at ue history"
            + " and decide again)",
        () -> move("production", "1", "1"));
    assertRefused(
        ErrorCode.CONFLICT,
        "Alias 'canary' names nothing, not version 1 as --expect says (look at ue history and"
            + " decide again)",
        () -> move("canary", "2", "1"));
    assertThat(move("production", "1", "2")).isTrue();
  }

  @Test
  void rollsBackStepByStep() {
    publish("a");
    publish("b");
    publish("c");

    assertThat(rollback(null)).isEqualTo(2);
    assertThat(rollback("2")).isEqualTo(1);
    assertRefused(
        ErrorCode.USAGE,
        "Cannot roll back alias 'production': it named no version before version 1 (move it with"
            + " ue alias production NUMBER; there are [1, 2, 3])",
        () -> rollback(null));
  }

  @Test
  void rollsBackOverWhatWasTakenBackBefore() {
    publish("a");
    publish("b");
    rollback(null);
    publish("c");

    assertThat(rollback(null)).as("before 3 came 1, since 2 was taken back").isEqualTo(1);
  }

  @Test
  void refusesToRollBackAnUnknownAlias() {
    publish("a");

    assertRefused(
        ErrorCode.USAGE,
        "Unknown alias: 'canary' (must be one of [production])",
        () -> Decisions.rollback(history, "canary", null));
  }

  @Test
  void pinsWithAReasonUntilUnpinned() {
    publish("a");

    assertThat(apply(h -> Decisions.pin(h, "production", "holdout study"))).isTrue();
    assertThat(apply(h -> Decisions.pin(h, "1", "holdout study"))).isFalse();
    assertThat(history.pins().values())
        .extracting(Event::text)
        .containsExactly("pinned version 1: holdout study");
    assertThat(apply(h -> Decisions.unpin(h, "1", "study is over"))).isTrue();
    assertThat(apply(h -> Decisions.unpin(h, "1", "study is over"))).isFalse();
    assertThat(history.pins()).isEmpty();
  }

  @Test
  void aRetiredVersionIsNeverNamedAgain() {
    publish("a");
    publish("b");
    apply(h -> List.of(new Change.Retire(1, "older than the last 1")));

    String message =
        "Retired version: '1' (its files went on %s, older than the last 1; choose one of [2])"
            .formatted(NOW);
    assertRefused(ErrorCode.USAGE, message, () -> move("production", "1", null));
    assertRefused(ErrorCode.USAGE, message, () -> rollback(null));
    assertRefused(ErrorCode.USAGE, message, () -> Decisions.pin(history, "1", "too late"));
    publish("c");
    assertThat(history.resolve("production").number()).isEqualTo(3);
  }

  @Test
  void refusesUnknownVersionAndBadAlias() {
    publish("a");

    assertRefused(
        ErrorCode.USAGE,
        "Unknown version: '7' (must be a number from 1 to 1 or one of the aliases [production])",
        () -> move("production", "7", null));
    assertRefused(
        ErrorCode.USAGE,
        "Invalid alias: '7' (must be at most 64 letters, digits, '-' and '_', a letter first)",
        () -> Decisions.checkAlias("7"));
  }
}
