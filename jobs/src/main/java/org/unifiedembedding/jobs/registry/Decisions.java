/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.registry;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.registry.Change;
import org.unifiedembedding.embedding.registry.Event;
import org.unifiedembedding.embedding.registry.History;
import org.unifiedembedding.embedding.registry.Version;

/**
 * What a request adds to a history; nothing where it holds already. {@link Registry} documents each
 * and commits it.
 */
final class Decisions {
  private Decisions() {}

  static List<Change> publish(History history, Publication publication, @Nullable AliasState from) {
    if (history.ofRun(publication.runId()).isPresent() || (from != null && !from.holds(history))) {
      return List.of();
    }
    long number = history.nextNumber();
    List<Change> changes = new ArrayList<>();
    changes.add(
        new Change.Publish(
            number,
            publication.runId(),
            publication.path(),
            publication.manifestSha256(),
            publication.gate()));
    if (from != null) {
      changes.add(new Change.Move(number, from.alias(), null));
    }
    return changes;
  }

  static List<Change> move(
      History history, String alias, String reference, @Nullable String expected) {
    checkExpected(history, alias, expected);
    long target = history.resolve(reference).number();
    return AliasState.of(history, alias).version() == target
        ? List.of()
        : List.of(new Change.Move(target, alias, null));
  }

  static List<Change> rollback(History history, String alias, @Nullable String expected) {
    checkExpected(history, alias, expected);
    List<Event> moves = history.standingMoves(alias);
    if (moves.size() < 2) {
      throw nothingBefore(history, alias);
    }
    Event undone = moves.get(moves.size() - 1);
    long before = moves.get(moves.size() - 2).change().version();
    Version target = history.resolve(Long.toString(before));
    return List.of(new Change.Move(target.number(), alias, undone.number()));
  }

  static List<Change> pin(History history, String reference, String reason) {
    Change pin = new Change.Pin(history.resolve(reference).number(), reason);
    Event before = history.pins().get(pin.version());
    return before != null && before.change().equals(pin) ? List.of() : List.of(pin);
  }

  static List<Change> unpin(History history, String reference, String reason) {
    long target = history.resolve(reference).number();
    return history.pins().containsKey(target)
        ? List.of(new Change.Unpin(target, reason))
        : List.of();
  }

  static void checkAlias(String alias) {
    if (!alias.matches("[A-Za-z][A-Za-z0-9_-]{0,63}")) {
      throw usage(
          "Invalid alias: '%s' (must be at most 64 letters, digits, '-' and '_', a letter first)"
              .formatted(alias));
    }
  }

  private static void checkExpected(History history, String alias, @Nullable String expected) {
    if (expected == null) {
      return;
    }
    long actual = AliasState.of(history, alias).version();
    long wanted = history.resolve(expected).number();
    if (actual != wanted) {
      throw new UnifiedEmbeddingException(
          ErrorCode.CONFLICT,
          "Alias '%s' names %s, not version %d as --expect says (look at ue history and decide again)"
              .formatted(
                  alias, actual == AliasState.NONE ? "nothing" : "version " + actual, wanted));
    }
  }

  private static UnifiedEmbeddingException nothingBefore(History history, String alias) {
    Long now = history.aliases().get(alias);
    return usage(
        now == null
            ? "Unknown alias: '%s' (must be one of %s)".formatted(alias, history.aliases().keySet())
            : "Cannot roll back alias '%s': it named no version before version %d (move it with ue alias %s NUMBER; there are %s)"
                .formatted(alias, now, alias, history.present()));
  }

  private static UnifiedEmbeddingException usage(String message) {
    return new UnifiedEmbeddingException(ErrorCode.USAGE, message);
  }
}
