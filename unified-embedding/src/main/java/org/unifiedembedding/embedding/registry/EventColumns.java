/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.registry;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/** The columns of the registry's table (docs/spec/manifest.md), for all who read it. */
public final class EventColumns {
  /** All names, in the table's order. */
  public static final List<String> NAMES =
      List.of(
          "event",
          "at",
          "actor",
          "action",
          "version",
          "run_id",
          "path",
          "manifest_sha256",
          "gate",
          "alias",
          "undoes",
          "reason");

  private static final Set<String> NUMBERS = Set.of("event", "version", "undoes");

  /** A row of the table. */
  public interface Row {
    /** The value in a column: a Long or a String, or null. */
    @Nullable Object value(String column);
  }

  private EventColumns() {}

  /** Whether a column holds bigint; the others hold texts. */
  public static boolean isNumber(String name) {
    return NUMBERS.contains(name);
  }

  /**
   * The event of a row.
   *
   * @param where the table, for messages
   * @throws UnifiedEmbeddingException BAD_FORMAT where a newer build wrote an action that this one
   *     does not know, or a value is missing
   */
  public static Event read(Row row, String where) {
    Present values = new Present(row, where);
    return new Event(
        values.number("event"), values.text("at"), values.text("actor"), change(values));
  }

  private static Change change(Present row) {
    String action = row.text("action");
    long version = row.number("version");
    return switch (action) {
      case Change.Publish.ACTION ->
          new Change.Publish(
              version,
              row.text("run_id"),
              row.text("path"),
              row.text("manifest_sha256"),
              (String) row.row().value("gate"));
      case Change.Move.ACTION ->
          new Change.Move(version, row.text("alias"), (Long) row.row().value("undoes"));
      case Change.Pin.ACTION -> new Change.Pin(version, row.text("reason"));
      case Change.Unpin.ACTION -> new Change.Unpin(version, row.text("reason"));
      case Change.Retire.ACTION -> new Change.Retire(version, row.text("reason"));
      default ->
          throw new UnifiedEmbeddingException(
              ErrorCode.BAD_FORMAT,
              "Cannot read the registry %s: it has the action '%s', which this build does not know. Use a build as new as the one that wrote it."
                  .formatted(row.where(), action));
    };
  }

  /** The values that an action cannot be without. */
  private record Present(Row row, String where) {
    long number(String name) {
      return (Long) present(name);
    }

    String text(String name) {
      return (String) present(name);
    }

    private Object present(String name) {
      Object value = row.value(name);
      if (value == null) {
        throw new UnifiedEmbeddingException(
            ErrorCode.BAD_FORMAT,
            "Cannot read the registry %s: event %s has no %s. Use a build as new as the one that wrote it."
                .formatted(where, Objects.toString(row.value("event")), name));
      }
      return value;
    }
  }
}
