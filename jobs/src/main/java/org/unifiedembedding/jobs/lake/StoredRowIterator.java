/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Rows of a range of buckets in Spark's internal form, without a Row object each: one bucket at a
 * time is copied out of its shard. The returned row is reused by the next call.
 */
final class StoredRowIterator implements Iterator<InternalRow> {
  /** The columns of the rows table. */
  static final StructType SCHEMA =
      new StructType()
          .add("row", DataTypes.LongType, false)
          .add("vector", new ArrayType(DataTypes.FloatType, false), false);

  /** Rows of a block: a few hundred KB of the usual widths. */
  private static final int BLOCK_ROWS = 4096;

  private record Block(long[] rows, float[] vectors) {}

  private final BucketRows source;
  private final int width;
  private final int endBucket;
  private final UnsafeProjection projection = UnsafeProjection.create(SCHEMA);
  private final GenericInternalRow fields = new GenericInternalRow(2);
  private final List<Block> blocks = new ArrayList<>();
  private int bucket;
  private int size;
  private int position;

  StoredRowIterator(BucketRows source, int width, int firstBucket, int endBucket) {
    this.source = source;
    this.width = width;
    this.bucket = firstBucket;
    this.endBucket = endBucket;
  }

  @Override
  public boolean hasNext() {
    while (position == size && bucket < endBucket) {
      size = 0;
      position = 0;
      source.forEachStored(bucket++, (row, weights, at, state, stateAt) -> add(row, weights, at));
    }
    return position < size;
  }

  private void add(long row, float[] weights, int offset) {
    int block = size / BLOCK_ROWS;
    int at = size % BLOCK_ROWS;
    if (block == blocks.size()) {
      blocks.add(new Block(new long[BLOCK_ROWS], new float[BLOCK_ROWS * width]));
    }
    blocks.get(block).rows()[at] = row;
    System.arraycopy(weights, offset, blocks.get(block).vectors(), at * width, width);
    size++;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Block block = blocks.get(position / BLOCK_ROWS);
    int at = position++ % BLOCK_ROWS;
    float[] vector = Arrays.copyOfRange(block.vectors(), at * width, (at + 1) * width);
    fields.update(0, block.rows()[at]);
    fields.update(1, UnsafeArrayData.fromPrimitiveArray(vector));
    return projection.apply(fields);
  }
}
