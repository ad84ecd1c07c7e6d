/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.registry;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.registry.Change;
import org.unifiedembedding.embedding.registry.Event;
import org.unifiedembedding.embedding.registry.EventColumns;

/** An event as a row of the registry's table (docs/spec/manifest.md). */
final class EventRow {
  static final StructType SCHEMA =
      new StructType(EventColumns.NAMES.stream().map(EventRow::column).toArray(StructField[]::new));

  private EventRow() {}

  private static StructField column(String name) {
    return DataTypes.createStructField(
        name, EventColumns.isNumber(name) ? DataTypes.LongType : DataTypes.StringType, true);
  }

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

  /** The event of a row; {@code where} is the table, for messages. */
  static Event read(Row row, String where) {
    return EventColumns.read(row::getAs, where);
  }
}
