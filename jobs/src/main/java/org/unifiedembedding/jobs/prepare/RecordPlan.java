/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.feature.BucketisedFeature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.feature.NumericTransform;

/**
 * Which column of the planned rows means what. Immutable; travels to every task.
 *
 * @param features the features in their order
 * @param source the source's own columns, which come first in a row
 * @param label the label's column, null where records are scored
 * @param weight the weight's column, null where every example weighs 1
 * @param single columns of the single-valued features, in order
 * @param multi columns of the multi-valued features, in order
 * @param numeric columns of the numeric features, in order
 * @param keyOrdinal position of the 64-bit key that orders the examples, behind all other columns;
 *     the part's index, or null where the record is left out, follows it
 */
record RecordPlan(
    FeatureSet features,
    StructType source,
    @Nullable NumberColumn label,
    @Nullable NumberColumn weight,
    List<SingleColumn> single,
    List<MultiColumn> multi,
    List<NumericColumn> numeric,
    int keyOrdinal)
    implements Serializable {
  RecordPlan {
    single = List.copyOf(single);
    multi = List.copyOf(multi);
    numeric = List.copyOf(numeric);
  }

  int partOrdinal() {
    return keyOrdinal + 1;
  }

  /**
   * A column that holds a number.
   *
   * @param title how messages call it, such as "feature 'age'"
   */
  record NumberColumn(String title, int ordinal, NumberType type) implements Serializable {}

  /** A column with one value of a feature. */
  sealed interface SingleColumn extends Serializable {

    /** A value with a canonical text. */
    record Value(String feature, int ordinal, CanonicalType type) implements SingleColumn {}

    /** A number that becomes the text of its interval's index. */
    record Bucket(NumberColumn number, BucketisedFeature feature) implements SingleColumn {}
  }

  /**
   * A column with several values of a feature.
   *
   * @param separator what is between the values of a text; empty where the column is an array
   */
  record MultiColumn(String feature, int ordinal, CanonicalType type, UTF8String separator)
      implements Serializable {}

  /** A column with a model input. */
  record NumericColumn(NumberColumn number, NumericTransform transform) implements Serializable {}
}
