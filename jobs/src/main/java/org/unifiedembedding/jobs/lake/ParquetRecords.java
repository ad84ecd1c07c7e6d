/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

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
import org.apache.parquet.schema.Type;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/**
 * Some records of a Parquet file, without Spark's reader, whose queries are planned and compiled
 * for longer than small tables take to read.
 *
 * @param columns that a record has
 */
public record ParquetRecords(Path file, List<String> columns, Configuration hadoop) {

  /**
   * Gives all records in the order in which they were written.
   *
   * @throws UnifiedEmbeddingException RETRY when the file cannot be read
   */
  public void read(Consumer<Group> records) {
    read(FilterCompat.NOOP, records);
  }

  /**
   * Gives the records with certain values of a column; what the file's statistics rule out is not
   * read.
   *
   * @param column one of the columns, int32
   */
  public void read(String column, Set<Integer> values, Consumer<Group> records) {
    read(
        FilterCompat.get(FilterApi.in(FilterApi.intColumn(column), new HashSet<>(values))),
        records);
  }

  private void read(FilterCompat.Filter filter, Consumer<Group> records) {
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new Columns(columns), file)
            .withConf(hadoop)
            .withFilter(filter)
            .build()) {
      for (Group record = reader.read(); record != null; record = reader.read()) {
        records.accept(record);
      }
    } catch (IOException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY, "Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static final class Columns extends GroupReadSupport {
    private final List<String> names;

    Columns(List<String> names) {
      this.names = names;
    }

    @Override
    public ReadSupport.ReadContext init(InitContext context) {
      MessageType file = context.getFileSchema();
      List<Type> types =
          file.getFields().stream().filter(type -> names.contains(type.getName())).toList();
      return new ReadSupport.ReadContext(new MessageType(file.getName(), types));
    }
  }
}
