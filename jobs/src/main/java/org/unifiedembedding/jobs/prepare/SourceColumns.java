/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/** Names, types and the key of a source's columns. */
final class SourceColumns {
  private SourceColumns() {}

  /** The name in back-quotes, so that any character may occur in it. */
  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  static List<Column> all(StructType schema) {
    return Stream.of(schema.fields()).map(field -> functions.col(quoted(field.name()))).toList();
  }

  static void checkUnique(StructType schema) {
    Set<String> names = new HashSet<>();
    for (StructField field : schema.fields()) {
      if (!names.add(field.name().toLowerCase(Locale.ROOT))) {
        throw new UnifiedEmbeddingException(
            ErrorCode.BAD_INPUT,
            "The source has the column '"
                + field.name()
                + "' twice. Name the columns in source.query one by one and give one of them"
                + " another name with AS");
      }
    }
  }

  /** Position of the column that the expression names and nothing else; -1 where it is more. */
  static int position(StructType schema, String expression) {
    StructField[] fields = schema.fields();
    String name = expression.strip();
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].name().equalsIgnoreCase(name)
          || quoted(fields[i].name()).equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The key of a record: a seeded hash of all its columns, except of maps and variants, which Spark
   * does not hash. It orders the examples and draws the random split.
   */
  static Column key(StructType schema, long seed) {
    Stream<Column> columns =
        Stream.of(schema.fields())
            .filter(field -> !field.dataType().sql().matches(".*(MAP<|VARIANT).*"))
            .map(field -> functions.col(quoted(field.name())));
    return functions.xxhash64(
        Stream.concat(Stream.of(functions.lit("order"), functions.lit(seed)), columns)
            .toArray(Column[]::new));
  }

  /**
   * The type of an expression over a source.
   *
   * @param remedy what messages advise to correct
   * @throws UnifiedEmbeddingException BAD_INPUT for an unknown column, USAGE for anything else that
   *     Spark refuses
   */
  static DataType type(Dataset<Row> source, String title, String remedy, String expression) {
    try {
      return source.select(functions.expr(expression)).schema().fields()[0].dataType();
    } catch (Exception e) {
      if (e instanceof AnalysisException analysis) {
        throw refused(source, title, remedy, expression, analysis);
      }
      throw e;
    }
  }

  private static UnifiedEmbeddingException refused(
      Dataset<Row> source, String title, String remedy, String expression, AnalysisException e) {
    String condition = String.valueOf(e.getCondition());
    if (condition.startsWith("UNRESOLVED_COLUMN")) {
      String missing = e.getMessageParameters().getOrDefault("objectName", expression);
      return missing(source, title, remedy, missing, e);
    }
    return new UnifiedEmbeddingException(
        ErrorCode.USAGE,
        "Cannot use the expression \""
            + expression
            + "\" of the "
            + title
            + ": "
            + e.getSimpleMessage()
            + ". Correct "
            + remedy,
        e);
  }

  /**
   * Whether an expression is a name in back-quotes. Spark takes some of them for functions where
   * there is no such column: {@code `user`} would be the user of the session.
   */
  static boolean isName(String expression) {
    return expression.strip().matches("`([^`]|``)+`");
  }

  static UnifiedEmbeddingException missing(
      Dataset<Row> source, String title, String remedy, String column, @Nullable Throwable cause) {
    return new UnifiedEmbeddingException(
        ErrorCode.BAD_INPUT,
        "The "
            + title
            + " needs the column "
            + column
            + ", which the source does not have. It has: "
            + Arrays.stream(source.schema().fieldNames()).collect(Collectors.joining(", "))
            + ". Correct "
            + remedy,
        cause);
  }
}
