/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.schema.MessageType;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/**
 * Reads a checkpoint's files without Spark's reader, whose queries are planned and compiled for
 * longer than a recovery may last. What the statistics of a file rule out is not read.
 */
final class CellReader {
  private CellReader() {}

  /**
   * Reads the records of some buckets in the order in which they were written.
   *
   * @param columns that a record has, besides "bucket"
   */
  static void read(
      String file,
      Set<Integer> buckets,
      List<String> columns,
      Configuration hadoop,
      Consumer<Group> records) {
    Path path = new Path(file);
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new Columns(columns), path)
            .withConf(hadoop)
            .withFilter(
                FilterCompat.get(
                    FilterApi.in(FilterApi.intColumn(Checkpoint.BUCKET), new HashSet<>(buckets))))
            .build()) {
      for (Group record = reader.read(); record != null; record = reader.read()) {
        records.accept(record);
      }
    } catch (IOException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY, "Cannot read the checkpoint's file " + path + ": " + e.getMessage(), e);
    }
  }

  /** The bytes of a column. */
  static byte[] bytes(Group record, String column) {
    return record.getBinary(column, 0).getBytes();
  }

  private static final class Columns extends GroupReadSupport {
    private final List<String> names;

    Columns(List<String> names) {
      this.names = names;
    }

    @Override
    public ReadSupport.ReadContext init(InitContext context) {
      MessageType file = context.getFileSchema();
      List<org.apache.parquet.schema.Type> types =
          file.getFields().stream()
              .filter(
                  type ->
                      type.getName().equals(Checkpoint.BUCKET) || names.contains(type.getName()))
              .toList();
      return new ReadSupport.ReadContext(new MessageType(file.getName(), types));
    }
  }
}
