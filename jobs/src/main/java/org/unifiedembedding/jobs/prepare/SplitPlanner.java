/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.config.RunConfig;

/** Turns the configured split into a column with the index of the {@link Part}, null: left out. */
final class SplitPlanner {
  private static final String KEY = "source.split.expression";

  private final Dataset<Row> source;
  private final RunConfig.Split split;

  SplitPlanner(Dataset<Row> source, RunConfig.Split split) {
    this.source = source;
    this.split = split;
  }

  Column part(Column key) {
    return switch (split.by()) {
      case "random" -> random(key);
      case "time" -> time();
      case "column" -> column();
      default ->
          throw new UnifiedEmbeddingException(
              ErrorCode.USAGE,
              "Unknown source.split.by: '" + split.by() + "'. Use random, time or column");
    };
  }

  /** 53 bits of a hash of the key, as a number in [0, 1). */
  private Column random(Column key) {
    Column bits = functions.shiftrightunsigned(functions.xxhash64(functions.lit("split"), key), 11);
    Column draw = bits.cast("double").multiply(0x1p-53);
    return functions
        .when(draw.lt(split.test()), ordinal(Part.TEST))
        .when(draw.lt(split.test() + split.validation()), ordinal(Part.VALIDATION))
        .otherwise(ordinal(Part.TRAIN));
  }

  private Column time() {
    DataType type = SourceColumns.type(source, "split", KEY + " or source.query", expression());
    Column time = functions.expr(expression());
    Column part = ordinal(Part.TRAIN);
    if (!split.validationFrom().isBlank()) {
      Column from = boundary("source.split.validation-from", split.validationFrom(), type);
      part = functions.when(time.geq(from), ordinal(Part.VALIDATION)).otherwise(part);
    }
    if (!split.testFrom().isBlank()) {
      Column from = boundary("source.split.test-from", split.testFrom(), type);
      part = functions.when(time.geq(from), ordinal(Part.TEST)).otherwise(part);
    }
    return functions.when(time.isNotNull(), part);
  }

  private Column boundary(String key, String text, DataType type) {
    Column value = functions.lit(text).try_cast(type);
    Row row = source.sparkSession().sql("SELECT 1").select(value).head();
    if (row.isNullAt(0)) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "Invalid "
              + key
              + ": '"
              + text
              + "' (must be a "
              + type.sql()
              + ", the type of "
              + KEY
              + ")");
    }
    return value;
  }

  private Column column() {
    SourceColumns.type(source, "split", KEY + " or source.query", expression());
    Column text = functions.expr(expression()).cast("string");
    return functions
        .when(isIn(text, split.trainValues()), ordinal(Part.TRAIN))
        .when(isIn(text, split.validationValues()), ordinal(Part.VALIDATION))
        .when(isIn(text, split.testValues()), ordinal(Part.TEST));
  }

  private static Column isIn(Column text, List<String> values) {
    return text.isin(values.toArray());
  }

  private String expression() {
    if (split.expression().isBlank()) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "Missing " + KEY + ": source.split.by = " + split.by() + " needs the column to split by");
    }
    return split.expression();
  }

  private static Column ordinal(Part part) {
    return functions.lit(part.index());
  }
}
