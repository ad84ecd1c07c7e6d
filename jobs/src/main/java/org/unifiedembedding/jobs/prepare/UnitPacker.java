/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.example.ExampleBlock;
import org.unifiedembedding.embedding.example.ExampleCodec;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.feature.NumericTransform;

/** Packs the sorted examples of a part, which come in the order of their keys, into units. */
final class UnitPacker implements Iterator<InternalRow> {
  /** Columns of the table of units. */
  static final StructType SCHEMA =
      new StructType()
          .add("part", DataTypes.StringType, false)
          .add("unit", DataTypes.IntegerType, false)
          .add("size", DataTypes.IntegerType, false)
          .add("block", DataTypes.BinaryType, false);

  /**
   * How to pack.
   *
   * @param units number of units of each {@link Part}, powers of two
   * @param transforms the numeric features' steps, fitted
   */
  record Packing(
      ShuffleLayout layout,
      ExampleSchema schema,
      List<Integer> units,
      List<NumericTransform> transforms)
      implements Serializable {}

  private final Packing packing;
  private final Iterator<InternalRow> rows;
  private final ExampleBuffer buffer;
  private final UnsafeRowWriter writer = new UnsafeRowWriter(SCHEMA.size());
  private @Nullable InternalRow pending;
  private Part part = Part.TRAIN;
  private int unit;

  UnitPacker(Packing packing, Iterator<InternalRow> rows) {
    this.packing = packing;
    this.rows = rows;
    this.buffer =
        new ExampleBuffer(
            packing.schema().singleValued().size(),
            packing.schema().multiValued().size(),
            packing.transforms());
  }

  @Override
  public boolean hasNext() {
    return pending != null || rows.hasNext();
  }

  @Override
  public InternalRow next() {
    InternalRow first = pending != null ? pending : rows.next();
    pending = null;
    part = packing.layout().part(first.getInt(ShuffleLayout.PARTITION));
    unit = unitOf(first);
    buffer.add(first.getBinary(ShuffleLayout.BODY));
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      if (unitOf(row) != unit) {
        pending = row;
        break;
      }
      buffer.add(row.getBinary(ShuffleLayout.BODY));
    }
    return row(buffer.take());
  }

  private int unitOf(InternalRow row) {
    return ShuffleLayout.slice(row.getLong(ShuffleLayout.KEY), packing.units().get(part.index()));
  }

  private InternalRow row(ExampleBlock block) {
    if (block.size() == 0) {
      throw new NoSuchElementException();
    }
    writer.reset();
    writer.write(0, UTF8String.fromString(part.text()));
    writer.write(1, unit);
    writer.write(2, block.size());
    writer.write(3, ExampleCodec.encode(block, packing.schema()));
    return writer.getRow();
  }
}
