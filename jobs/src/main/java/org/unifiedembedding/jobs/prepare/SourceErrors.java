/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.EOFException;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/** Turns what Spark throws while it reads a source into what the user can mend. */
final class SourceErrors {
  /** Spark names the file in the message of the exception around the cause. */
  private static final Pattern FILE = Pattern.compile("([a-z0-9]+:/[^\\s]+[^\\s.,:)])");

  private SourceErrors() {}

  /** The user's problem in an exception of reading; what is no such problem comes back as it is. */
  static RuntimeException of(String title, String path, Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnifiedEmbeddingException known) {
        return known;
      }
    }
    if (e instanceof AnalysisException analysis) {
      return analysis(title, path, analysis);
    }
    String condition = "";
    String file = path;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkThrowable spark && spark.getCondition() != null) {
        condition = spark.getCondition();
        file = file(cause, file);
      }
      if (cause instanceof IOException) {
        return unreadable(title, file, cause, e);
      }
      if (cause instanceof ArithmeticException || condition.startsWith("CAST_INVALID")) {
        return expression(title, cause, e);
      }
      if (cause instanceof IllegalArgumentException
          && String.valueOf(cause.getMessage()).contains("CSV header")) {
        return header(title, cause, e);
      }
    }
    return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
  }

  private static String file(Throwable cause, String otherwise) {
    Matcher matcher = FILE.matcher(String.valueOf(cause.getMessage()));
    return matcher.find() ? matcher.group(1) : otherwise;
  }

  private static RuntimeException analysis(String title, String path, AnalysisException e) {
    String condition = String.valueOf(e.getCondition());
    if (condition.startsWith("PATH_NOT_FOUND") || condition.contains("DOES_NOT_EXIST")) {
      return bad("Cannot find the files of " + title + ": " + path + ". Correct the path", e);
    }
    return bad(
        "Cannot open " + title + " at " + path + ": " + e.getMessage() + ". Correct its settings",
        e);
  }

  private static RuntimeException unreadable(
      String title, String file, Throwable cause, Exception e) {
    String reason =
        cause instanceof EOFException
            ? "it ends too early, so it is truncated"
            : String.valueOf(cause.getMessage());
    return bad(
        "Cannot read "
            + title
            + ": "
            + file
            + ": "
            + reason
            + ". Copy the file again or leave it out of the path",
        e);
  }

  private static RuntimeException expression(String title, Throwable cause, Exception e) {
    return bad(
        "An expression failed on a record of "
            + title
            + ": "
            + cause.getMessage()
            + ". Use try_cast or try_divide so that such a record goes to quarantine",
        e);
  }

  private static RuntimeException header(String title, Throwable cause, Exception e) {
    return bad(
        "The header of "
            + title
            + " does not name the configured columns: "
            + cause.getMessage()
            + ". Correct the columns of the input, or leave them empty to take the header's names",
        e);
  }

  private static UnifiedEmbeddingException bad(String message, Throwable cause) {
    return new UnifiedEmbeddingException(ErrorCode.BAD_INPUT, message, cause);
  }
}
