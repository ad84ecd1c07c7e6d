/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.unifiedembedding.jobs.prepare.RecordPlan.MultiColumn;
import org.unifiedembedding.jobs.prepare.RecordPlan.NumberColumn;
import org.unifiedembedding.jobs.prepare.RecordPlan.NumericColumn;
import org.unifiedembedding.jobs.prepare.RecordPlan.SingleColumn;

/**
 * Checks one record after the other and turns it into label, weight, fingerprints and numbers,
 * which stay valid until the next record. Not thread-safe; one a task.
 */
final class RecordEncoder {
  /** What becomes of a feature's value that cannot be encoded. */
  enum BadValue {
    /** The record belongs into quarantine. */
    REFUSED,

    /** It is as if there were none. */
    MISSING
  }

  private final RecordPlan plan;
  private final BadValue badValue;
  private final FeatureValues[] single;
  private final FeatureValues[] multi;
  private final double[] numeric;
  private float label;
  private float weight;

  RecordEncoder(RecordPlan plan) {
    this(plan, BadValue.REFUSED);
  }

  RecordEncoder(RecordPlan plan, BadValue badValue) {
    this.plan = plan;
    this.badValue = badValue;
    this.single = values(plan.single().size());
    this.multi = values(plan.multi().size());
    this.numeric = new double[plan.numeric().size()];
  }

  private static FeatureValues[] values(int count) {
    FeatureValues[] values = new FeatureValues[count];
    for (int i = 0; i < count; i++) {
      values[i] = new FeatureValues();
    }
    return values;
  }

  float label() {
    return label;
  }

  float weight() {
    return weight;
  }

  /** Values of the i-th single-valued feature. */
  FeatureValues single(int i) {
    return single[i];
  }

  /** Values of the i-th multi-valued feature. */
  FeatureValues multi(int i) {
    return multi[i];
  }

  /** Clipped and logarithmised number of the i-th numeric feature, NaN where it is missing. */
  double numeric(int i) {
    return numeric[i];
  }

  /**
   * Takes a record in.
   *
   * @throws BadRecordException where it belongs into quarantine
   */
  void read(InternalRow row) throws BadRecordException {
    label = (float) readLabel(row);
    weight = (float) readWeight(row);
    List<SingleColumn> singles = plan.single();
    for (int i = 0; i < single.length; i++) {
      readSingle(row, singles.get(i), single[i]);
    }
    List<MultiColumn> multis = plan.multi();
    for (int i = 0; i < multi.length; i++) {
      readMulti(row, multis.get(i), multi[i]);
    }
    List<NumericColumn> numerics = plan.numeric();
    for (int i = 0; i < numeric.length; i++) {
      numeric[i] = readNumeric(row, numerics.get(i));
    }
  }

  private double readLabel(InternalRow row) throws BadRecordException {
    NumberColumn column = plan.label();
    if (column == null) {
      return 0;
    }
    double value = number(row, column);
    if (Double.isNaN(value)) {
      throw new BadRecordException("label is missing");
    }
    if (!(value >= 0 && value <= 1)) {
      throw new BadRecordException("label is outside [0, 1]");
    }
    return value;
  }

  private double readWeight(InternalRow row) throws BadRecordException {
    NumberColumn column = plan.weight();
    if (column == null) {
      return 1;
    }
    double value = number(row, column);
    if (Double.isNaN(value)) {
      throw new BadRecordException("weight is missing");
    }
    if (value < 0) {
      throw new BadRecordException("weight is negative");
    }
    checkFloat(value, column);
    return value;
  }

  private double readNumeric(InternalRow row, NumericColumn column) throws BadRecordException {
    try {
      double unscaled = column.transform().unscaled(number(row, column.number()));
      checkFloat(unscaled, column.number());
      return unscaled;
    } catch (BadRecordException e) {
      refuse(e);
      return Double.NaN;
    }
  }

  private void refuse(BadRecordException e) throws BadRecordException {
    if (badValue == BadValue.REFUSED) {
      throw e;
    }
  }

  private void readSingle(InternalRow row, SingleColumn column, FeatureValues values)
      throws BadRecordException {
    values.clear();
    try {
      addSingle(row, column, values);
    } catch (BadRecordException e) {
      refuse(e);
      values.addMissing();
    }
  }

  private static void addSingle(InternalRow row, SingleColumn column, FeatureValues values)
      throws BadRecordException {
    if (column instanceof SingleColumn.Value value) {
      if (row.isNullAt(value.ordinal())) {
        values.addMissing();
      } else {
        values.add(value.type().text(row, value.ordinal()), value.type(), value.feature());
      }
    } else if (column instanceof SingleColumn.Bucket bucket) {
      double number = number(row, bucket.number());
      if (Double.isNaN(number)) {
        values.addMissing();
      } else {
        String index = Integer.toString(bucket.feature().bucket(number));
        values.add(UTF8String.fromString(index), CanonicalType.INT, bucket.feature().name());
      }
    }
  }

  private void readMulti(InternalRow row, MultiColumn column, FeatureValues values)
      throws BadRecordException {
    values.clear();
    try {
      addMulti(row, column, values);
    } catch (BadRecordException e) {
      refuse(e);
      values.clear();
    }
  }

  private static void addMulti(InternalRow row, MultiColumn column, FeatureValues values)
      throws BadRecordException {
    if (row.isNullAt(column.ordinal())) {
      return;
    }
    if (column.separator().numBytes() > 0) {
      readSeparated(row.getUTF8String(column.ordinal()), column, values);
      return;
    }
    ArrayData array = row.getArray(column.ordinal());
    for (int i = 0; i < array.numElements(); i++) {
      if (!array.isNullAt(i)) {
        values.add(column.type().text(array, i), column.type(), column.feature());
      }
    }
  }

  private static void readSeparated(UTF8String text, MultiColumn column, FeatureValues values)
      throws BadRecordException {
    UTF8String separator = column.separator();
    int from = 0;
    for (int at = 0; at <= text.numBytes(); at++) {
      boolean end = at == text.numBytes();
      if (end || matches(text, at, separator)) {
        if (at > from) {
          UTF8String piece =
              UTF8String.fromAddress(text.getBaseObject(), text.getBaseOffset() + from, at - from);
          values.add(piece, CanonicalType.TEXT, column.feature());
        }
        from = at + separator.numBytes();
        at = from - 1;
      }
    }
  }

  private static boolean matches(UTF8String text, int at, UTF8String separator) {
    if (at + separator.numBytes() > text.numBytes()) {
      return false;
    }
    for (int i = 0; i < separator.numBytes(); i++) {
      if (text.getByte(at + i) != separator.getByte(i)) {
        return false;
      }
    }
    return true;
  }

  /** Examples store floats, which would hold a larger number as infinity. */
  private static void checkFloat(double value, NumberColumn column) throws BadRecordException {
    if (Math.abs(value) > Float.MAX_VALUE) {
      throw new BadRecordException(column.title() + " is too large for a float");
    }
  }

  private static double number(InternalRow row, NumberColumn column) throws BadRecordException {
    if (row.isNullAt(column.ordinal())) {
      return Double.NaN;
    }
    double value = column.type().number(row, column.ordinal(), column.title());
    if (Double.isInfinite(value)) {
      throw new BadRecordException(column.title() + " is infinite");
    }
    return value;
  }
}
