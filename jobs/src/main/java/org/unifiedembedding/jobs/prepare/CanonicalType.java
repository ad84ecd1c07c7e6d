/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/**
 * The column types whose values have one canonical text, the text that is hashed
 * (docs/spec/hash.md).
 */
enum CanonicalType {
  TEXT {
    @Override
    UTF8String text(SpecializedGetters values, int ordinal) {
      return values.getUTF8String(ordinal);
    }
  },
  BYTES {
    @Override
    UTF8String text(SpecializedGetters values, int ordinal) {
      return UTF8String.fromBytes(values.getBinary(ordinal));
    }
  },
  BOOLEAN {
    @Override
    UTF8String text(SpecializedGetters values, int ordinal) {
      return values.getBoolean(ordinal) ? TRUE : FALSE;
    }
  },
  BYTE {
    @Override
    UTF8String text(SpecializedGetters values, int ordinal) {
      return decimal(values.getByte(ordinal));
    }
  },
  SHORT {
    @Override
    UTF8String text(SpecializedGetters values, int ordinal) {
      return decimal(values.getShort(ordinal));
    }
  },
  INT {
    @Override
    UTF8String text(SpecializedGetters values, int ordinal) {
      return decimal(values.getInt(ordinal));
    }
  },
  LONG {
    @Override
    UTF8String text(SpecializedGetters values, int ordinal) {
      return decimal(values.getLong(ordinal));
    }
  };

  private static final UTF8String TRUE = UTF8String.fromString("true");
  private static final UTF8String FALSE = UTF8String.fromString("false");

  /** The canonical text of a value that is not null; it may point into the row. */
  abstract UTF8String text(SpecializedGetters values, int ordinal);

  private static UTF8String decimal(long value) {
    return UTF8String.fromString(Long.toString(value));
  }

  /**
   * The canonical type of a column or of an array's elements.
   *
   * @throws UnifiedEmbeddingException BAD_INPUT, where the type has no canonical text
   */
  static CanonicalType of(DataType type, String feature) {
    if (type instanceof StringType) {
      return TEXT;
    } else if (type instanceof BinaryType) {
      return BYTES;
    } else if (type instanceof BooleanType) {
      return BOOLEAN;
    } else if (type instanceof ByteType) {
      return BYTE;
    } else if (type instanceof ShortType) {
      return SHORT;
    } else if (type instanceof IntegerType) {
      return INT;
    } else if (type instanceof LongType) {
      return LONG;
    }
    throw new UnifiedEmbeddingException(
        ErrorCode.BAD_INPUT,
        "Feature '"
            + feature
            + "' has the type "
            + type.sql()
            + ", whose values have no canonical text to hash. "
            + remedy(type));
  }

  private static String remedy(DataType type) {
    if (type instanceof DecimalType || type instanceof NumericType) {
      return "Give an expression such as cast(x as bigint) or format_number(x, 2), or make the"
          + " feature bucketised or numeric";
    }
    if (type instanceof DateType || type.typeName().startsWith("timestamp")) {
      return "Give an expression such as date_format(x, 'yyyy-MM-dd') or hour(x)";
    }
    return "Give an expression that returns a string, an integer or a boolean; for an array use the"
        + " type multi-valued";
  }
}
