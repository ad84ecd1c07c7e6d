/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.config.RunConfig;

/** Separated text and JSON lines as tables. */
final class TextInput {
  /** The column that holds a line which could not be parsed, null for every other line. */
  static final String MALFORMED = "__malformed";

  private TextInput() {}

  /** The table of an input with the column {@link #MALFORMED} behind its own. */
  static Dataset<Row> read(SparkSession session, String name, RunConfig.Input input) {
    checkEncoding(name, input.encoding());
    DataFrameReader reader =
        session
            .read()
            .option("encoding", input.encoding())
            .option("mode", "PERMISSIVE")
            .option("columnNameOfCorruptRecord", MALFORMED);
    return input.format().equals("csv") ? csv(reader, name, input) : json(reader, name, input);
  }

  private static Dataset<Row> csv(DataFrameReader reader, String name, RunConfig.Input input) {
    reader
        .option("sep", input.separator())
        .option("header", input.header())
        .option("quote", input.quote())
        .option("escape", input.quote().isEmpty() ? "\\" : input.quote())
        .option("enforceSchema", !input.header());
    return table(reader, columns(name, input, "csv", reader)).csv(input.path());
  }

  private static Dataset<Row> json(DataFrameReader reader, String name, RunConfig.Input input) {
    return table(reader, columns(name, input, "json", reader)).json(input.path());
  }

  private static DataFrameReader table(DataFrameReader reader, StructType columns) {
    return reader.schema(columns.add(MALFORMED, DataTypes.StringType, true));
  }

  private static StructType columns(
      String name, RunConfig.Input input, String format, DataFrameReader reader) {
    if (!input.columns().isBlank()) {
      return parse(name, input.columns());
    }
    if (format.equals("csv") && !input.header()) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "source.inputs."
              + name
              + " has neither a header nor columns. Set header = true, or name the columns as in"
              + " columns = \"user string, item string, label int\"");
    }
    StructType found = reader.format(format).load(input.path()).schema();
    if (found.isEmpty()) {
      throw new UnifiedEmbeddingException(
          ErrorCode.BAD_INPUT,
          "Input '"
              + name
              + "' has no columns: "
              + input.path()
              + " is empty. Check that the file was written completely, or correct the path");
    }
    return found;
  }

  private static StructType parse(String name, String columns) {
    try {
      return StructType.fromDDL(columns);
    } catch (Exception e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "Cannot read source.inputs."
              + name
              + ".columns: \""
              + columns
              + "\". Write names and Spark types, as in \"user string, age int\"",
          e);
    }
  }

  private static void checkEncoding(String name, String encoding) {
    try {
      Charset.forName(encoding);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "Unknown source.inputs."
              + name
              + ".encoding: '"
              + encoding
              + "'. Use a character set such as UTF-8 or ISO-8859-1",
          e);
    }
  }
}
