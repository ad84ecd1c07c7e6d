/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.registry;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/** An event as a row of the registry's table (docs/spec/manifest.md). */
final class EventRow {
  static final StructType SCHEMA =
      StructType.fromDDL(
          "event bigint, at string, actor string, action string, version bigint, run_id string, "
              + "path string, manifest_sha256 string, gate string, alias string, undoes bigint, "
              + "reason string");

  private EventRow() {}

  static Row of(Event event) {
    Change change = event.change();
    if (change instanceof Change.Publish publish) {
      return row(
          event,
          publish.runId(),
          publish.path(),
          publish.manifestSha256(),
          publish.gate(),
          null,
          null,
          null);
    }
    if (change instanceof Change.Move move) {
      return row(event, null, null, null, null, move.alias(), move.undoes(), null);
    }
    return row(event, null, null, null, null, null, null, reason(change));
  }

  private static String reason(Change change) {
    if (change instanceof Change.Pin pin) {
      return pin.reason();
    }
    if (change instanceof Change.Unpin unpin) {
      return unpin.reason();
    }
    return ((Change.Retire) change).reason();
  }

  private static Row row(Event event, @Nullable Object... details) {
    @Nullable Object[] values = new @Nullable Object[SCHEMA.size()];
    values[0] = event.number();
    values[1] = event.at();
    values[2] = event.actor();
    values[3] = event.change().action();
    values[4] = event.change().version();
    System.arraycopy(details, 0, values, 5, details.length);
    return RowFactory.create(values);
  }

  /**
   * The event of a row.
   *
   * @param where the table, for messages
   * @throws UnifiedEmbeddingException BAD_FORMAT where a newer build wrote an action that this one
   *     does not know
   */
  static Event read(Row row, String where) {
    return new Event(row.getAs("event"), row.getAs("at"), row.getAs("actor"), change(row, where));
  }

  private static Change change(Row row, String where) {
    String action = row.getAs("action");
    long version = row.getAs("version");
    return switch (action) {
      case Change.Publish.ACTION ->
          new Change.Publish(
              version,
              row.getAs("run_id"),
              row.getAs("path"),
              row.getAs("manifest_sha256"),
              row.getAs("gate"));
      case Change.Move.ACTION -> new Change.Move(version, row.getAs("alias"), row.getAs("undoes"));
      case Change.Pin.ACTION -> new Change.Pin(version, row.getAs("reason"));
      case Change.Unpin.ACTION -> new Change.Unpin(version, row.getAs("reason"));
      case Change.Retire.ACTION -> new Change.Retire(version, row.getAs("reason"));
      default ->
          throw new UnifiedEmbeddingException(
              ErrorCode.BAD_FORMAT,
              "Cannot read the registry %s: it has the action '%s', which this build does not know. Use a build as new as the one that wrote it."
                  .formatted(where, action));
    };
  }
}
