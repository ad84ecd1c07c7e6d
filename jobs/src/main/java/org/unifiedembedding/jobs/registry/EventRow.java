/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.registry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.registry.Change;
import org.unifiedembedding.embedding.registry.Event;
import org.unifiedembedding.embedding.registry.EventColumns;
import org.unifiedembedding.jobs.cli.Storage;
import org.unifiedembedding.jobs.lake.DataFile;
import org.unifiedembedding.jobs.lake.NewFile;
import org.unifiedembedding.jobs.lake.NewParquetFile;
import org.unifiedembedding.jobs.lake.ParquetRecords;

/** Events as records of the registry's table (docs/spec/manifest.md) and its files. */
final class EventRow {
  /** The columns of the table. */
  static final StructType SCHEMA =
      new StructType(EventColumns.NAMES.stream().map(EventRow::column).toArray(StructField[]::new));

  private static final MessageType PARQUET =
      new MessageType("spark_schema", EventColumns.NAMES.stream().map(EventRow::field).toList());

  private EventRow() {}

  private static StructField column(String name) {
    return DataTypes.createStructField(
        name, EventColumns.isNumber(name) ? DataTypes.LongType : DataTypes.StringType, true);
  }

  private static Type field(String name) {
    return EventColumns.isNumber(name)
        ? Types.optional(PrimitiveTypeName.INT64).named(name)
        : Types.optional(PrimitiveTypeName.BINARY)
            .as(LogicalTypeAnnotation.stringType())
            .named(name);
  }

  /** Writes a file of events that have the same number into the table's folder. */
  static NewFile write(String table, List<Event> events, Configuration hadoop) {
    Map<String, Long> number = Map.of(EventColumns.NAMES.get(0), events.get(0).number());
    try (NewParquetFile<Group> file =
        new NewParquetFile<>(table, "part-", hadoop, EventRow::format)) {
      for (Event event : events) {
        file.write(of(event));
      }
      return file.finish(number, number);
    } catch (IOException e) {
      throw Storage.failure("write", table, e);
    }
  }

  private static ParquetWriter.Builder<Group, ?> format(Path path) {
    return ExampleParquetWriter.builder(path)
        .withType(PARQUET)
        .withCompressionCodec(CompressionCodecName.SNAPPY);
  }

  private static Group of(Event event) {
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

  private static Group row(Event event, @Nullable Object... details) {
    @Nullable Object[] values = new @Nullable Object[SCHEMA.size()];
    values[0] = event.number();
    values[1] = event.at();
    values[2] = event.actor();
    values[3] = event.change().action();
    values[4] = event.change().version();
    System.arraycopy(details, 0, values, 5, details.length);
    Group record = new SimpleGroup(PARQUET);
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof Long number) {
        record.add(i, number);
      } else if (values[i] instanceof String text) {
        record.add(i, text);
      }
    }
    return record;
  }

  /** The events of a file; {@code where} is the table, for messages. */
  static List<Event> read(DataFile file, String where, Configuration hadoop) {
    List<Event> events = new ArrayList<>();
    new ParquetRecords(new Path(file.path()), EventColumns.NAMES, hadoop)
        .read(record -> events.add(EventColumns.read(name -> value(record, name), where)));
    return events;
  }

  private static @Nullable Object value(Group record, String name) {
    boolean isThere =
        record.getType().containsField(name) && record.getFieldRepetitionCount(name) > 0;
    if (!isThere) {
      return null;
    }
    return EventColumns.isNumber(name) ? record.getLong(name, 0) : record.getString(name, 0);
  }
}
