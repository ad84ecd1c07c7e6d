/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.registry;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Comparator;

/**
 * One change of the registry.
 *
 * @param number of the commit, from 0 without holes; changes of one commit share it
 * @param at when, ISO-8601
 * @param actor who: the user that the cluster knows
 */
public record Event(long number, String at, String actor, @JsonUnwrapped Change change) {

  /** As committed; in a commit a publication before the move to it. */
  public static final Comparator<Event> ORDER =
      Comparator.comparingLong(Event::number)
          .thenComparing(event -> event.change() instanceof Change.Move)
          .thenComparingLong(event -> event.change().version());

  /** For people, without time and actor. */
  public String text() {
    if (change instanceof Change.Publish publish) {
      return "published version %d of run %s".formatted(publish.version(), publish.runId());
    }
    if (change instanceof Change.Move move) {
      return "moved %s %sto version %d"
          .formatted(move.alias(), move.undoes() == null ? "" : "back ", move.version());
    }
    if (change instanceof Change.Pin pin) {
      return "pinned version %d: %s".formatted(pin.version(), pin.reason());
    }
    if (change instanceof Change.Unpin unpin) {
      return "unpinned version %d: %s".formatted(unpin.version(), unpin.reason());
    }
    Change.Retire retire = (Change.Retire) change;
    return "retired version %d: %s".formatted(retire.version(), retire.reason());
  }
}
