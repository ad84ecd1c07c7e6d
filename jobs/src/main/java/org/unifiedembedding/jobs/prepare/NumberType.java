/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/** The column types that give a number. */
enum NumberType {
  DOUBLE,
  TEXT;

  /** The number of a value that is not null; NaN where it is blank text. */
  double number(SpecializedGetters values, int ordinal, String column) throws BadRecordException {
    return switch (this) {
      case DOUBLE -> values.getDouble(ordinal);
      case TEXT -> NumberText.parse(values.getUTF8String(ordinal), column);
    };
  }

  /** Whether the planner must cast the column to double first. */
  static boolean needsCast(DataType type) {
    return type instanceof BooleanType
        || (type instanceof NumericType && !"double".equals(type.typeName()));
  }

  /**
   * How to read a column, once it is cast where {@link #needsCast} says so.
   *
   * @throws UnifiedEmbeddingException BAD_INPUT, where the type is no number
   */
  static NumberType of(DataType type, String column) {
    if (type instanceof StringType) {
      return TEXT;
    }
    if (type instanceof NumericType || type instanceof BooleanType) {
      return DOUBLE;
    }
    throw new UnifiedEmbeddingException(
        ErrorCode.BAD_INPUT,
        "The "
            + column
            + " has the type "
            + type.sql()
            + " where a number is needed. Give an expression that returns a number, such as"
            + " unix_timestamp(x) or size(x)");
  }
}
