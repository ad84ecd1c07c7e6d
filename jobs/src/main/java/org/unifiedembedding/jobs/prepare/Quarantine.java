/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.unsafe.types.UTF8String;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.prepare.SourceTables.TextTable;

/** Bad records: how many are too many, and where the others go. */
final class Quarantine {
  static final String MALFORMED_REASON = "malformed line";

  /** What the quarantine calls the input of a record that passed the query. */
  private static final String RECORDS = "records";

  private static final int EXAMPLES = 3;

  private Quarantine() {}

  /** Adds the lines that could not be parsed, which were met before the records were. */
  static void addMalformed(DataSummary summary, List<TextTable> texts, Map<String, Row> observed) {
    for (TextTable text : texts) {
      long lines = text.malformedLines(observed);
      if (lines > 0) {
        summary.addBad(MALFORMED_REASON, lines);
        text.malformed()
            .limit(EXAMPLES)
            .collectAsList()
            .forEach(line -> summary.addBadExample(MALFORMED_REASON, line.getString(0)));
      }
    }
  }

  /**
   * Refuses data without good records or with too many bad ones.
   *
   * @throws UnifiedEmbeddingException BAD_INPUT with counts by reason and the first examples
   */
  static void check(DataSummary summary, double maxBadFraction) {
    long bad = summary.badRecords();
    long all = bad + summary.examples() + summary.leftOut();
    if (all == 0) {
      throw bad(
          "The source has no records: its files are empty. Check that they were written completely,"
              + " or correct the paths and source.query");
    }
    if (bad > maxBadFraction * all) {
      throw bad(
          String.format(
              "%d of %d records are bad (%.2f %%), more than source.max-bad-fraction = %s allows:"
                  + " %s. The first ones: %s. Correct the data or the expressions, or raise the"
                  + " bound",
              bad,
              all,
              100.0 * bad / all,
              maxBadFraction,
              summary.bad(),
              String.join("; ", summary.badExamples())));
    }
    if (summary.part(Part.TRAIN).examples == 0) {
      throw bad(
          String.format(
              "The training part is empty: the split gave %d validation and %d test examples and"
                  + " left %d records out. Correct source.split",
              summary.part(Part.VALIDATION).examples,
              summary.part(Part.TEST).examples,
              summary.leftOut()));
    }
  }

  private static UnifiedEmbeddingException bad(String message) {
    return new UnifiedEmbeddingException(ErrorCode.BAD_INPUT, message);
  }

  /** The rows of the quarantine table: input, reason, record. */
  static RDD<InternalRow> rows(
      PreparedShuffle shuffle, List<TextTable> texts, Map<String, Row> observed) {
    JavaRDD<InternalRow> rows =
        shuffle
            .read(RowKind.BAD, 1)
            .toJavaRDD()
            .map(
                row -> {
                  byte[] body = row.getBinary(ShuffleLayout.BODY);
                  return row(RECORDS, RowBody.badReason(body), RowBody.badRecord(body));
                });
    for (TextTable text : texts) {
      if (text.malformedLines(observed) > 0) {
        rows = rows.union(malformed(text));
      }
    }
    return rows.rdd();
  }

  private static JavaRDD<InternalRow> malformed(TextTable text) {
    String input = text.input();
    Dataset<Row> lines = text.malformed();
    return ((org.apache.spark.sql.classic.Dataset<Row>) lines)
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .map(line -> row(input, MALFORMED_REASON, line.getUTF8String(0).getBytes()));
  }

  private static InternalRow row(String input, String reason, byte[] record) {
    UnsafeRowWriter writer = new UnsafeRowWriter(PreparedTables.QUARANTINE.size());
    writer.reset();
    writer.write(0, UTF8String.fromString(input));
    writer.write(1, UTF8String.fromString(reason));
    writer.write(2, UTF8String.fromBytes(record));
    return writer.getRow();
  }
}
