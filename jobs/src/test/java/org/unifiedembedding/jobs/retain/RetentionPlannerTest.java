/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.retain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.registry.Change;
import org.unifiedembedding.embedding.registry.Event;
import org.unifiedembedding.embedding.registry.History;
import org.unifiedembedding.jobs.config.RunConfig;

class RetentionPlannerTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final List<Event> events = new ArrayList<>();

  /** Adds an event of a day. */
  private void on(int day, Change... changes) {
    String at = START.plus(Duration.ofDays(day)).toString();
    long number = events.isEmpty() ? 0 : events.get(events.size() - 1).number() + 1;
    for (Change change : changes) {
      events.add(new Event(number, at, "ann", change));
    }
  }

  private void published(int day, long version) {
    on(
        day,
        new Change.Publish(version, "run-" + version, "versions/run-" + version, "sha", null),
        new Change.Move(version, "production", null));
  }

  private RetentionPlan plan(int keepLast, int keepDays, int today, Map<Long, String> starts) {
    Instant now = START.plus(Duration.ofDays(today));
    return new RetentionPlanner(new RunConfig.Retain(keepLast, keepDays), now)
        .plan(new History(events), starts);
  }

  @Test
  void keepsTheNewestTheNamedAndTheNextForARollback() {
    for (int version = 1; version <= 6; version++) {
      published(version, version);
    }
    on(7, new Change.Move(3, "canary", null));

    RetentionPlan plan = plan(1, 0, 100, Map.of());

    assertThat(plan.kept())
        .isEqualTo(
            Map.of(
                3L,
                "named by canary",
                5L,
                "next for a rollback of production",
                6L,
                "named by production"));
    assertThat(plan.retired())
        .containsOnlyKeys(1L, 2L, 4L)
        .containsEntry(
            1L, "not among the newest 1, not published or named by an alias in the last 0 days");
  }

  @Test
  void keepsWhatARollbackWouldReachAfterARollback() {
    for (int version = 1; version <= 4; version++) {
      published(version, version);
    }
    on(5, new Change.Move(3, "production", events.get(events.size() - 1).number()));

    assertThat(plan(1, 0, 100, Map.of()).kept())
        .isEqualTo(
            Map.of(
                2L,
                "next for a rollback of production",
                3L,
                "named by production",
                4L,
                "among the newest 1"));
  }

  @Test
  void keepsPinnedVersionsUntilTheyAreUnpinned() {
    for (int version = 1; version <= 5; version++) {
      published(version, version);
    }
    on(6, new Change.Pin(1, "holdout study"), new Change.Pin(2, "mistake"));
    on(7, new Change.Unpin(2, "no, version 1"));

    RetentionPlan plan = plan(1, 0, 100, Map.of());

    assertThat(plan.kept()).containsEntry(1L, "pinned: holdout study");
    assertThat(plan.retired()).containsOnlyKeys(2L, 3L);
  }

  @Test
  void countsDaysFromWhenAnAliasLastNamedTheVersion() {
    published(1, 1);
    published(2, 2);
    published(50, 3);
    published(51, 4);

    RetentionPlan plan = plan(1, 30, 79, Map.of());

    assertThat(plan.kept()).containsEntry(2L, "published or named by an alias in the last 30 days");
    assertThat(plan.retired()).containsOnlyKeys(1L);
  }

  @Test
  void keepsWhatUnfinishedRunsStartFrom() {
    for (int version = 1; version <= 4; version++) {
      published(version, version);
    }

    RetentionPlan plan = plan(1, 0, 100, Map.of(1L, "run x starts from 1"));

    assertThat(plan.kept()).containsEntry(1L, "run x starts from 1");
    assertThat(plan.retired()).containsOnlyKeys(2L);
  }

  @Test
  void leavesOutWhatIsRetiredAlready() {
    for (int version = 1; version <= 5; version++) {
      published(version, version);
    }
    on(6, new Change.Retire(1, "old"));

    assertThat(plan(1, 0, 100, Map.of()).retired()).containsOnlyKeys(2L, 3L);
    assertThat(plan(1, 0, 100, Map.of()).kept()).containsOnlyKeys(4L, 5L);
  }
}
