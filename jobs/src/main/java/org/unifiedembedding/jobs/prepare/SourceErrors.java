/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.EOFException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/** Turns what Spark throws while it opens and reads a source into what the user can mend. */
final class SourceErrors {
  private SourceErrors() {}

  /** The problem in an exception of opening an input, before any record was read. */
  static RuntimeException ofOpening(String input, String path, Exception e) {
    if (e instanceof AnalysisException analysis) {
      return opening(input, path, analysis);
    }
    return ofReading(e)
        .map(RuntimeException.class::cast)
        .orElseGet(() -> e instanceof RuntimeException r ? r : new IllegalStateException(e));
  }

  private static RuntimeException opening(String input, String path, AnalysisException e) {
    String condition = String.valueOf(e.getCondition());
    if (condition.startsWith("PATH_NOT_FOUND") || condition.contains("DOES_NOT_EXIST")) {
      return bad(
          "Cannot find the files of input '" + input + "': " + path + ". Correct the path", e);
    }
    return bad(
        "Cannot open input '"
            + input
            + "' at "
            + path
            + ": "
            + e.getMessage()
            + ". Correct its format, version or path",
        e);
  }

  /** The problem in an exception of a job over a source; empty where it is none of the source's. */
  static Optional<UnifiedEmbeddingException> ofReading(Exception e) {
    String file = "";
    for (Throwable cause : chain(e)) {
      if (cause instanceof UnifiedEmbeddingException known) {
        return Optional.of(known);
      }
      String message = String.valueOf(cause.getMessage());
      if (message.startsWith("CSV header does not conform")) {
        return Optional.of(header(message, e));
      }
      if (cause instanceof SparkThrowable spark) {
        String condition = String.valueOf(spark.getCondition());
        if (condition.endsWith("COLUMN_DATA_TYPE_MISMATCH")) {
          return Optional.of(otherType(spark.getMessageParameters(), e));
        } else if (condition.startsWith("FAILED_READ_FILE")) {
          file = spark.getMessageParameters().getOrDefault("path", "");
        } else if (cause instanceof ArithmeticException || condition.startsWith("CAST_INVALID")) {
          return Optional.of(expression(message, e));
        }
      } else if (!file.isEmpty()) {
        return Optional.of(unreadable(file, cause, e));
      }
    }
    return Optional.empty();
  }

  /** An exception and its causes. */
  static List<Throwable> chain(Throwable e) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable cause = e; cause != null && !chain.contains(cause); cause = cause.getCause()) {
      chain.add(cause);
    }
    return chain;
  }

  private static UnifiedEmbeddingException unreadable(String file, Throwable cause, Exception e) {
    String reason =
        cause instanceof EOFException
            ? "it ends too early, so it is truncated"
            : String.valueOf(cause.getMessage());
    return bad(
        "Cannot read " + file + ": " + reason + ". Copy it again or leave it out of the path", e);
  }

  private static UnifiedEmbeddingException otherType(Map<String, String> found, Exception e) {
    return bad(
        "Column %s of %s has the type %s where other files of the input have %s. Write the file again, or read it as an input of its own and cast the column in source.query"
            .formatted(
                found.get("column"),
                found.get("path"),
                found.get("actualType"),
                found.get("expectedType")),
        e);
  }

  private static UnifiedEmbeddingException expression(String message, Exception e) {
    return bad(
        "An expression failed on a record: "
            + message
            + ". Use try_cast or try_divide, so that such a record has a missing value or goes to"
            + " quarantine",
        e);
  }

  private static UnifiedEmbeddingException header(String message, Exception e) {
    return bad(
        message.strip()
            + ". Correct the columns of the input, or leave them empty to take the header's names",
        e);
  }

  private static UnifiedEmbeddingException bad(String message, Throwable cause) {
    return new UnifiedEmbeddingException(ErrorCode.BAD_INPUT, message, cause);
  }
}
