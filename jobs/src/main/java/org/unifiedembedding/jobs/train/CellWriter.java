/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.unifiedembedding.jobs.host.WrittenFile;
import org.unifiedembedding.jobs.lake.KeptBuffers;
import org.unifiedembedding.jobs.lake.NewParquetFile;
import org.unifiedembedding.sharding.store.RowSelection;

/**
 * Writes one file of a checkpoint without Spark, whose slots are all taken by the round that trains
 * meanwhile. Floats of trained rows do not compress, so nothing is tried.
 */
final class CellWriter implements AutoCloseable {
  /** Bounds what the writer holds in memory. */
  private static final long ROW_GROUP_BYTES = 16L << 20;

  private static final MessageType SCHEMA =
      Types.buildMessage()
          .required(PrimitiveTypeName.INT64)
          .named(Checkpoint.ROUND)
          .required(PrimitiveTypeName.BOOLEAN)
          .named("base")
          .required(PrimitiveTypeName.INT32)
          .named(Checkpoint.BUCKET)
          .required(PrimitiveTypeName.INT32)
          .named("rows")
          .optional(PrimitiveTypeName.BINARY)
          .named("offsets")
          .optional(PrimitiveTypeName.BINARY)
          .named("weights")
          .optional(PrimitiveTypeName.BINARY)
          .named("state")
          .optional(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named("info")
          .named("spark_schema");

  private final long round;
  private final boolean base;
  private final NewParquetFile<Group> file;
  private long rows;
  private long leastBucket = Long.MAX_VALUE;
  private long greatestBucket = Long.MIN_VALUE;

  CellWriter(String folder, long round, RowSelection rows, Configuration hadoop)
      throws IOException {
    this.round = round;
    base = rows == RowSelection.STORED;
    file = new NewParquetFile<>(folder, "round-%d-".formatted(round), hadoop, CellWriter::format);
  }

  private static ParquetWriter.Builder<Group, ?> format(Path path) {
    return ExampleParquetWriter.builder(path)
        .withType(SCHEMA)
        .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
        .withDictionaryEncoding(false)
        .withAllocator(new KeptBuffers())
        .withRowGroupSize(ROW_GROUP_BYTES);
  }

  void write(CheckpointCells cells) throws IOException {
    Group record = record(cells.bucket(), cells.rows());
    record.add("offsets", Binary.fromConstantByteArray(cells.offsets()));
    record.add("weights", Binary.fromConstantByteArray(cells.weights()));
    record.add("state", Binary.fromConstantByteArray(cells.state()));
    file.write(record);
  }

  /** The record of the head: {@code info} is its text, and its bucket is {@code headBucket}. */
  void writeHead(int headBucket, byte[] weights, byte[] state, String info) throws IOException {
    Group record = record(headBucket, 0);
    record.add("weights", Binary.fromConstantByteArray(weights));
    record.add("state", Binary.fromConstantByteArray(state));
    record.add("info", info);
    file.write(record);
  }

  private Group record(int bucket, int some) {
    rows += some;
    leastBucket = Math.min(leastBucket, bucket);
    greatestBucket = Math.max(greatestBucket, bucket);
    Group record = new SimpleGroup(SCHEMA);
    record.add(Checkpoint.ROUND, round);
    record.add("base", base);
    record.add(Checkpoint.BUCKET, bucket);
    record.add("rows", some);
    return record;
  }

  /** Ends the file; what is in it. */
  WrittenFile finish() throws IOException {
    return new WrittenFile(file.finish(columns(leastBucket), columns(greatestBucket)), rows);
  }

  private Map<String, Long> columns(long bucket) {
    return file.records() == 0
        ? Map.of(Checkpoint.ROUND, round)
        : Map.of(Checkpoint.ROUND, round, Checkpoint.BUCKET, bucket);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
