/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.statistics.IntStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file of units, one a row group: its footer is read once, then a unit costs one read of
 * its own bytes. Immutable, thread-safe.
 */
final class UnitFile {
  private static final String UNIT = "unit";
  private static final String BLOCK = "block";

  private final InputFile file;
  private final ParquetReadOptions options;
  private final ParquetMetadata footer;
  private final MessageType blockOnly;
  private final Map<Integer, Integer> rowGroups = new HashMap<>();

  private UnitFile(InputFile file, ParquetReadOptions options, ParquetMetadata footer) {
    this.file = file;
    this.options = options;
    this.footer = footer;
    MessageType schema = footer.getFileMetaData().getSchema();
    this.blockOnly = new MessageType(schema.getName(), schema.getType(BLOCK));
    List<BlockMetaData> groups = footer.getBlocks();
    for (int i = 0; i < groups.size(); i++) {
      rowGroups.put(unitOf(groups.get(i)), i);
    }
  }

  static UnitFile open(String uri, Configuration hadoop) throws IOException {
    Path path = new Path(URI.create(uri));
    InputFile file = HadoopInputFile.fromPath(path, hadoop);
    ParquetReadOptions options = HadoopReadOptions.builder(hadoop, path).build();
    try (SeekableInputStream stream = file.newStream()) {
      return new UnitFile(file, options, ParquetFileReader.readFooter(file, options, stream));
    }
  }

  /** The only unit of a row group; -1 where it has no or several. */
  private static int unitOf(BlockMetaData group) {
    for (ColumnChunkMetaData column : group.getColumns()) {
      Statistics<?> statistics = column.getStatistics();
      if (column.getPath().toDotString().equals(UNIT)
          && statistics instanceof IntStatistics unit
          && unit.hasNonNullValue()
          && unit.getMin() == unit.getMax()
          && group.getRowCount() == 1) {
        return unit.getMin();
      }
    }
    return -1;
  }

  /**
   * The encoded block of a unit, null where the file does not have it.
   *
   * @param memory in which the block lies, until the next one is read into it
   */
  @Nullable ByteBuffer block(int unit, UnitMemory memory) throws IOException {
    Integer group = rowGroups.get(unit);
    if (group == null) {
      return null;
    }
    try (ParquetFileReader reader =
        ParquetFileReader.open(file, footer, memory.next(options), file.newStream())) {
      reader.setRequestedSchema(blockOnly);
      PageReadStore pages = reader.readRowGroup(group);
      ColumnReadStoreImpl columns =
          new ColumnReadStoreImpl(
              pages, new IgnoringConverter(), blockOnly, footer.getFileMetaData().getCreatedBy());
      ColumnReader column = columns.getColumnReader(blockOnly.getColumns().get(0));
      return column.getBinary().toByteBuffer();
    }
  }

  /** The column is read by hand, so nothing is ever converted. */
  private static final class IgnoringConverter extends GroupConverter {
    @Override
    public Converter getConverter(int field) {
      return new PrimitiveConverter() {};
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }
}
