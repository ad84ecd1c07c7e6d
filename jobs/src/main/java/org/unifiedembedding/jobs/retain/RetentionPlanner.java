/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.retain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.unifiedembedding.embedding.registry.Change;
import org.unifiedembedding.embedding.registry.Event;
import org.unifiedembedding.embedding.registry.History;
import org.unifiedembedding.embedding.registry.Version;
import org.unifiedembedding.jobs.config.RunConfig;

/**
 * Decides which versions stay. Days are counted from the last moment at which an alias named a
 * version, so that whoever resolved an alias has so long to load what it named.
 */
final class RetentionPlanner {
  private final RunConfig.Retain rules;
  private final Instant now;

  RetentionPlanner(RunConfig.Retain rules, Instant now) {
    this.rules = rules;
    this.now = now;
  }

  /**
   * What holds for a history.
   *
   * @param starts versions that unfinished runs start from, with the reason to keep each
   */
  RetentionPlan plan(History history, Map<Long, String> starts) {
    Map<Long, String> kept = new TreeMap<>();
    kept.putAll(starts);
    keepRecent(history, kept);
    keepNewest(history, kept);
    keepRollbacks(history, kept);
    history
        .pins()
        .forEach(
            (version, pin) -> kept.put(version, "pinned: " + ((Change.Pin) pin.change()).reason()));
    history.aliases().forEach((alias, version) -> kept.put(version, "named by " + alias));
    Map<Long, String> retired = new TreeMap<>();
    for (Version version : history.versions()) {
      if (!kept.containsKey(version.number())) {
        retired.put(version.number(), reason());
      }
    }
    retired.keySet().removeAll(history.retired().keySet());
    kept.keySet().removeAll(history.retired().keySet());
    return new RetentionPlan(kept, retired);
  }

  private String reason() {
    return "not among the newest %d, not published or named by an alias in the last %d days"
        .formatted(rules.keepLast(), rules.keepDays());
  }

  private void keepRecent(History history, Map<Long, String> kept) {
    Instant since = now.minus(Duration.ofDays(rules.keepDays()));
    Map<Long, Instant> needed = new HashMap<>();
    Map<String, Long> aliases = new HashMap<>();
    for (Event event : history.events()) {
      Instant at = Instant.parse(event.at());
      if (event.change() instanceof Change.Publish publish) {
        needed.put(publish.version(), at);
      } else if (event.change() instanceof Change.Move move) {
        Long left = aliases.put(move.alias(), move.version());
        if (left != null) {
          needed.put(left, at);
        }
      }
    }
    needed.forEach(
        (version, at) -> {
          if (at.isAfter(since)) {
            kept.put(
                version,
                "published or named by an alias in the last %d days".formatted(rules.keepDays()));
          }
        });
  }

  private void keepNewest(History history, Map<Long, String> kept) {
    List<Long> present = new ArrayList<>(history.versions().stream().map(Version::number).toList());
    present.removeAll(history.retired().keySet());
    present
        .subList(Math.max(0, present.size() - rules.keepLast()), present.size())
        .forEach(version -> kept.put(version, "among the newest " + rules.keepLast()));
  }

  private static void keepRollbacks(History history, Map<Long, String> kept) {
    for (String alias : history.aliases().keySet()) {
      List<Event> moves = history.standingMoves(alias);
      if (moves.size() > 1) {
        kept.put(moves.get(moves.size() - 2).change().version(), "next for a rollback of " + alias);
      }
    }
  }
}
