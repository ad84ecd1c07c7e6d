/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A file of the rows table: row numbers, ascending, and vectors, straight from a shard's floats.
 */
final class StoredRowsFile implements AutoCloseable {
  private static final String ROW = "row";
  private static final String VECTOR = "vector";

  /** The columns of the rows table. */
  static final StructType SCHEMA =
      new StructType()
          .add(ROW, DataTypes.LongType, false)
          .add(VECTOR, new ArrayType(DataTypes.FloatType, false), false);

  /** The same as Spark has them in Parquet. */
  private static final MessageType PARQUET =
      Types.buildMessage()
          .required(PrimitiveTypeName.INT64)
          .named(ROW)
          .requiredList()
          .requiredElement(PrimitiveTypeName.FLOAT)
          .named(VECTOR)
          .named("spark_schema");

  /** Bounds what the writer holds in memory. */
  private static final long ROW_GROUP_BYTES = 32L << 20;

  private final Vector vector;
  private final NewParquetFile<Vector> file;
  private long first;

  /** One row of the table, the same object for all rows. */
  private static final class Vector {
    private final int width;
    private long row;
    private float[] weights = {};
    private int offset;

    Vector(int width) {
      this.width = width;
    }
  }

  /**
   * Begins a file.
   *
   * @param folder of the table
   * @param width floats of a row
   */
  StoredRowsFile(String folder, int width, Configuration hadoop) throws IOException {
    vector = new Vector(width);
    file = new NewParquetFile<>(folder, "part-", hadoop, Builder::new);
  }

  void add(long row, float[] weights, int offset) throws IOException {
    first = file.records() == 0 ? row : first;
    vector.row = row;
    vector.weights = weights;
    vector.offset = offset;
    file.write(vector);
  }

  NewFile finish() throws IOException {
    return file.records() == 0
        ? file.finish(Map.of(), Map.of())
        : file.finish(Map.of(ROW, first), Map.of(ROW, vector.row));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** Trained floats hardly repeat: a dictionary would be begun and given up. */
  private static final class Builder extends ParquetWriter.Builder<Vector, Builder> {
    Builder(Path path) {
      super(path);
      withCompressionCodec(CompressionCodecName.SNAPPY);
      withDictionaryEncoding(false);
      withRowGroupSize(ROW_GROUP_BYTES);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // It is abstract.
    protected WriteSupport<Vector> getWriteSupport(Configuration hadoop) {
      return new Support();
    }
  }

  private static final class Support extends WriteSupport<Vector> {
    @SuppressWarnings("NullAway.Init") // Parquet prepares before it writes.
    private RecordConsumer consumer;

    @Override
    @SuppressWarnings("deprecation") // It is abstract.
    public WriteContext init(Configuration hadoop) {
      return new WriteContext(PARQUET, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer records) {
      consumer = records;
    }

    @Override
    public void write(Vector vector) {
      consumer.startMessage();
      consumer.startField(ROW, 0);
      consumer.addLong(vector.row);
      consumer.endField(ROW, 0);
      consumer.startField(VECTOR, 1);
      consumer.startGroup();
      consumer.startField("list", 0);
      for (int i = 0; i < vector.width; i++) {
        consumer.startGroup();
        consumer.startField("element", 0);
        consumer.addFloat(vector.weights[vector.offset + i]);
        consumer.endField("element", 0);
        consumer.endGroup();
      }
      consumer.endField("list", 0);
      consumer.endGroup();
      consumer.endField(VECTOR, 1);
      consumer.endMessage();
    }
  }
}
