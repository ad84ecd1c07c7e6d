/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.config.RunConfig;

/**
 * The configured inputs as one table of records. Lines that cannot be parsed are counted while the
 * records are read and left out of them; they can be read again for the quarantine.
 *
 * @param records the records, one column a field
 * @param texts the inputs that may have malformed lines
 */
record SourceTables(Dataset<Row> records, List<TextTable> texts) {

  /** An input of text, with its malformed lines in {@link TextInput#MALFORMED}. */
  record TextTable(String input, Dataset<Row> table) {
    /** The malformed lines, each with its text in the first column; reads the files again. */
    Dataset<Row> malformed() {
      Column line = functions.col(TextInput.MALFORMED);
      // Spark refuses to read the malformed lines alone; the first column comes along.
      Column first = functions.col(SourceColumns.quoted(table.columns()[0]));
      return table.where(line.isNotNull()).select(line, first);
    }

    private Dataset<Row> wellFormed() {
      Column line = functions.col(TextInput.MALFORMED);
      return table
          .observe(metric(), functions.count(line).as("lines"))
          .where(line.isNull())
          .drop(TextInput.MALFORMED);
    }

    private String metric() {
      return "malformed lines of " + input;
    }

    /** Malformed lines that were met while the records were read, once they have been. */
    long malformedLines(Map<String, Row> observed) {
      Row row = observed.get(metric());
      return row == null ? 0 : row.getLong(0);
    }
  }

  SourceTables {
    texts = List.copyOf(texts);
  }

  /**
   * Opens the inputs; each becomes a temporary view of the session. Starts no job except for a
   * header line.
   *
   * @throws UnifiedEmbeddingException USAGE where the source is configured wrongly, BAD_INPUT where
   *     files or columns are not there
   */
  static SourceTables open(SparkSession session, RunConfig.Source source) {
    List<TextTable> texts = new ArrayList<>();
    Dataset<Row> last = null;
    for (Map.Entry<String, RunConfig.Input> entry : source.inputs().entrySet()) {
      if (!entry.getValue().format().equals("sql")) {
        last = open(session, entry.getKey(), entry.getValue(), texts);
        last.createOrReplaceTempView(entry.getKey());
      }
    }
    if (!source.query().isBlank()) {
      return new SourceTables(query(session, source.query()), texts);
    }
    if (last == null || source.inputs().size() != 1) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "source.query is empty and source.inputs has "
              + source.inputs().size()
              + " inputs. Define one input, or a query over them such as SELECT * FROM a JOIN b"
              + " USING (id)");
    }
    return new SourceTables(last, texts);
  }

  private static Dataset<Row> open(
      SparkSession session, String name, RunConfig.Input input, List<TextTable> texts) {
    try {
      return switch (input.format()) {
        case "csv", "json" -> {
          TextTable text = new TextTable(name, TextInput.read(session, name, input));
          texts.add(text);
          yield text.wellFormed();
        }
        case "parquet" -> session.read().parquet(input.path());
        case "delta" -> delta(session, input);
        default ->
            throw new UnifiedEmbeddingException(
                ErrorCode.USAGE,
                "Unknown source.inputs."
                    + name
                    + ".format: '"
                    + input.format()
                    + "'. Use csv, json, parquet, delta or sql");
      };
    } catch (Exception e) {
      throw SourceErrors.ofOpening(name, input.path(), e);
    }
  }

  private static Dataset<Row> delta(SparkSession session, RunConfig.Input input) {
    return input.version() < 0
        ? session.read().format("delta").load(input.path())
        : session.read().format("delta").option("versionAsOf", input.version()).load(input.path());
  }

  private static Dataset<Row> query(SparkSession session, String query) {
    try {
      return session.sql(query);
    } catch (Exception e) {
      if (e instanceof AnalysisException analysis) {
        boolean column = String.valueOf(analysis.getCondition()).startsWith("UNRESOLVED_COLUMN");
        throw new UnifiedEmbeddingException(
            column ? ErrorCode.BAD_INPUT : ErrorCode.USAGE,
            "Cannot use source.query: " + analysis.getMessage() + ". Correct the query",
            e);
      }
      throw e;
    }
  }
}
