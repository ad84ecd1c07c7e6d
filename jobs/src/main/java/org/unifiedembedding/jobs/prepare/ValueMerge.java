/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the counts of each value: rows come sorted by fingerprint and body, so that the counts of
 * one feature's value follow each other.
 */
final class ValueMerge implements Iterator<ValueMerge.FeatureValue> {
  private final Iterator<InternalRow> rows;
  private long nextFingerprint;
  private byte @Nullable [] nextBody;

  /** A value with all its occurrences; the body still holds its text. */
  record FeatureValue(int feature, long fingerprint, byte[] body, long count) {
    ValueCount value() {
      return RowBody.value(body, fingerprint, count);
    }
  }

  ValueMerge(Iterator<InternalRow> rows) {
    this.rows = rows;
    this.nextBody = read();
  }

  @Override
  public boolean hasNext() {
    return nextBody != null;
  }

  @Override
  public FeatureValue next() {
    byte[] first = nextBody;
    if (first == null) {
      throw new NoSuchElementException();
    }
    int feature = RowBody.valueFeature(first);
    long fingerprint = nextFingerprint;
    long count = 0;
    for (byte[] body = first;
        body != null && nextFingerprint == fingerprint && RowBody.valueFeature(body) == feature;
        body = read()) {
      count += RowBody.valueCount(body);
    }
    return new FeatureValue(feature, fingerprint, first, count);
  }

  private byte @Nullable [] read() {
    if (rows.hasNext()) {
      InternalRow row = rows.next();
      nextFingerprint = row.getLong(ShuffleLayout.KEY);
      nextBody = row.getBinary(ShuffleLayout.BODY);
    } else {
      nextBody = null;
    }
    return nextBody;
  }
}
