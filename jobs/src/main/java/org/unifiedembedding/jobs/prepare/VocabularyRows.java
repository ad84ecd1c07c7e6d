/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.jobs.prepare.ValueMerge.FeatureValue;

/** The rows of the vocabulary table: the values of the features whose vocabulary is kept. */
final class VocabularyRows implements Iterator<InternalRow> {
  /** Values of a file. */
  private static final long VALUES_PER_TASK = 1L << 20;

  private final ValueMerge values;
  private final List<String> kept;
  private final UnsafeRowWriter writer = new UnsafeRowWriter(PreparedTables.VOCABULARY.size());
  private @Nullable FeatureValue next;

  private VocabularyRows(ValueMerge values, List<String> kept) {
    this.values = values;
    this.kept = kept;
    advance();
  }

  /**
   * The rows of a shuffle.
   *
   * @param kept by position of the feature its name; empty where its vocabulary is not kept
   */
  static RDD<InternalRow> of(PreparedShuffle shuffle, List<String> kept, long values) {
    int tasks = (int) Math.min(shuffle.layout().ranges(), 1 + values / VALUES_PER_TASK);
    return shuffle
        .read(RowKind.VALUE, tasks)
        .toJavaRDD()
        .mapPartitions(rows -> new VocabularyRows(new ValueMerge(rows), kept))
        .rdd();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public InternalRow next() {
    FeatureValue current = next;
    if (current == null) {
      throw new NoSuchElementException();
    }
    ValueCount value = current.value();
    String text = value.text();
    writer.reset();
    writer.zeroOutNullBytes();
    writer.write(0, UTF8String.fromString(kept.get(current.feature())));
    if (text == null) {
      writer.setNullAt(1);
    } else {
      writer.write(1, UTF8String.fromString(text));
    }
    writer.write(2, value.fingerprint());
    writer.write(3, value.count());
    advance();
    return writer.getRow();
  }

  private void advance() {
    next = null;
    while (next == null && values.hasNext()) {
      FeatureValue value = values.next();
      next = kept.get(value.feature()).isEmpty() ? null : value;
    }
  }
}
