/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.materialize;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.FeatureAddress;
import org.unifiedembedding.embedding.loader.EmbeddingTable;

/**
 * Values with their vectors in Spark's internal form, in a task that has the version's snapshot
 * mapped. The returned row is reused by the next call.
 */
final class VectorRows implements Iterator<InternalRow> {
  /** The columns that a version decides. */
  static final StructType SCHEMA =
      new StructType()
          .add("feature", DataTypes.StringType, false)
          .add("value", DataTypes.StringType, true)
          .add("fingerprint", DataTypes.LongType, false)
          .add("vector", new ArrayType(DataTypes.FloatType, false), false)
          .add("count", DataTypes.LongType, false)
          .add("slice", DataTypes.IntegerType, false);

  /** A feature of the version. */
  private record Known(FeatureSlices slices, FeatureAddress address) {}

  private final Iterator<InternalRow> values;
  private final EmbeddingTable table;
  private final @Nullable Set<Slice> wanted;
  private final Map<UTF8String, Known> features = new HashMap<>();
  private final UnsafeProjection projection = UnsafeProjection.create(SCHEMA);
  private final GenericInternalRow fields = new GenericInternalRow(SCHEMA.size());
  private boolean ready;

  /**
   * Joins values with vectors.
   *
   * @param values feature, value, fingerprint, count
   * @param wanted slices whose values are given; null: all
   */
  VectorRows(
      Iterator<InternalRow> values,
      EmbeddingTable table,
      List<FeatureSlices> features,
      @Nullable Set<Slice> wanted) {
    this.values = values;
    this.table = table;
    this.wanted = wanted;
    for (FeatureSlices feature : features) {
      FeatureAddress address = table.layout().address(table.layout().embedded(feature.feature()));
      this.features.put(UTF8String.fromString(feature.feature()), new Known(feature, address));
    }
  }

  @Override
  public boolean hasNext() {
    while (!ready && values.hasNext()) {
      ready = take(values.next());
    }
    return ready;
  }

  private boolean take(InternalRow value) {
    UTF8String feature = value.getUTF8String(0);
    Known known = Objects.requireNonNull(features.get(feature));
    long fingerprint = value.getLong(2);
    int slice = known.slices().slice(fingerprint);
    if (wanted != null && !wanted.contains(new Slice(known.slices().feature(), slice))) {
      return false;
    }
    fields.update(0, feature);
    fields.update(1, value.isNullAt(1) ? null : value.getUTF8String(1));
    fields.update(2, fingerprint);
    fields.update(3, UnsafeArrayData.fromPrimitiveArray(vector(known.address(), fingerprint)));
    fields.update(4, value.getLong(3));
    fields.update(5, slice);
    return true;
  }

  private float[] vector(FeatureAddress address, long fingerprint) {
    int width = table.layout().geometry().width();
    float[] vector = new float[address.chunks() * width];
    for (int chunk = 0; chunk < address.chunks(); chunk++) {
      table.read(address.row(chunk, fingerprint), vector, chunk * width);
    }
    return vector;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    ready = false;
    return projection.apply(fields);
  }
}
