/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.lake;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.exceptions.KernelEngineException;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.exceptions.UnsupportedProtocolVersionException;
import io.delta.kernel.exceptions.UnsupportedTableFeatureException;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.registry.Event;
import org.unifiedembedding.embedding.registry.EventColumns;
import org.unifiedembedding.embedding.registry.History;

/** The registry of a table in a lake, read by Delta Kernel. Thread-safe. */
public final class LakeRegistry {
  private static final int READER_VERSION = 1;

  private final String table;
  private final String path;
  private final Engine engine;

  /**
   * The registry of a table.
   *
   * @param table its folder, root and name, as a Hadoop path
   * @param hadoop settings of the file system
   */
  public LakeRegistry(String table, Configuration hadoop) {
    this.table = new Path(table).toString();
    this.path = this.table + "/registry";
    this.engine = DefaultEngine.create(hadoop);
  }

  /**
   * What the registry says now.
   *
   * @throws UnifiedEmbeddingException USAGE where there is none, BAD_FORMAT where a newer build
   *     wrote it, RETRY where the storage fails
   */
  public History history() {
    try {
      Snapshot snapshot = Table.forPath(engine, path).getLatestSnapshot(engine);
      int version = snapshot.getProtocol().getMinReaderVersion();
      if (version != READER_VERSION) {
        throw newer(
            "Delta reader version %d (this build reads %d)".formatted(version, READER_VERSION),
            null);
      }
      checkColumns(snapshot.getSchema());
      return new History(events(snapshot.getScanBuilder().build()).sorted(Event.ORDER).toList());
    } catch (TableNotFoundException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "There is no registry in %s. Name the folder of a table that has published versions, <root>/<name>."
              .formatted(table),
          e);
    } catch (UnsupportedProtocolVersionException | UnsupportedTableFeatureException e) {
      throw newer(String.valueOf(e.getMessage()), e);
    } catch (IOException | UncheckedIOException | KernelException | KernelEngineException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY,
          "Cannot read the registry %s: %s. Check the storage and try again."
              .formatted(path, e.getMessage()),
          e);
    }
  }

  private void checkColumns(StructType schema) {
    Set<String> actual =
        schema.fields().stream()
            .map(LakeRegistry::text)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> wanted =
        EventColumns.NAMES.stream()
            .map(
                name ->
                    new StructField(
                        name,
                        EventColumns.isNumber(name) ? LongType.LONG : StringType.STRING,
                        true))
            .map(LakeRegistry::text)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!actual.equals(wanted)) {
      throw newer("its columns are %s (must be %s)".formatted(actual, wanted), null);
    }
  }

  private static String text(StructField field) {
    return field.getName() + " " + field.getDataType();
  }

  private Stream<Event> events(Scan scan) throws IOException {
    Row state = scan.getScanState(engine);
    List<Event> events = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> files = batches.next().getRows()) {
          while (files.hasNext()) {
            read(state, files.next(), events);
          }
        }
      }
    }
    return events.stream();
  }

  /** Adds the events of a data file. */
  private void read(Row state, Row file, List<Event> events) throws IOException {
    CloseableIterator<ColumnarBatch> physical =
        engine
            .getParquetHandler()
            .readParquetFiles(
                Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                ScanStateRow.getPhysicalDataReadSchema(state),
                Optional.empty())
            .map(FileReadResult::getData);
    try (CloseableIterator<FilteredColumnarBatch> batches =
        Scan.transformPhysicalData(engine, state, file, physical)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getRows()) {
          while (rows.hasNext()) {
            Row row = rows.next();
            events.add(EventColumns.read(name -> value(row, name), path));
          }
        }
      }
    }
  }

  private static @Nullable Object value(Row row, String name) {
    int column = row.getSchema().indexOf(name);
    if (row.isNullAt(column)) {
      return null;
    }
    return EventColumns.isNumber(name) ? (Object) row.getLong(column) : row.getString(column);
  }

  private UnifiedEmbeddingException newer(String problem, @Nullable Throwable cause) {
    return new UnifiedEmbeddingException(
        ErrorCode.BAD_FORMAT,
        "Cannot read the registry %s: %s. Use a build as new as the one that wrote it."
            .formatted(path, problem),
        cause);
  }
}
