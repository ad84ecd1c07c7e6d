/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkException;
import org.apache.spark.sql.AnalysisException;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/**
 * Why a command failed, as its caller sees it.
 *
 * @param code the name of the {@link ErrorCode}, or {@value #INTERNAL} for a bug of ours
 */
record Failure(int exitCode, String code, String message) {
  static final String INTERNAL = "INTERNAL";

  /**
   * The failure behind an exception: the innermost cause that is ours decides, however deep Spark
   * has wrapped it; then the kinds of Spark and Java.
   *
   * @param where what was being written, for errors of the storage that do not name a path
   */
  static Failure of(Throwable thrown, String where) {
    Optional<UnifiedEmbeddingException> ours = cause(thrown, UnifiedEmbeddingException.class);
    if (ours.isPresent()) {
      return of(ours.orElseThrow().code(), text(ours.orElseThrow()));
    }
    if (cause(thrown, OutOfMemoryError.class).isPresent()) {
      return of(
          ErrorCode.CAPACITY,
          "Out of memory: " + text(thrown) + " (set UE_MEMORY higher, or table.budget lower)");
    }
    Optional<AnalysisException> analysis = cause(thrown, AnalysisException.class);
    if (analysis.isPresent() && !isOfDelta(analysis.orElseThrow())) {
      return of(
          ErrorCode.USAGE,
          "Spark refuses an expression: "
              + text(analysis.orElseThrow())
              + " (correct the query, label or feature expression)");
    }
    Optional<? extends Exception> io = ofStorage(thrown);
    if (io.isPresent()) {
      return of(
          ErrorCode.RETRY,
          "Storage failed below %s: %s (check space and permissions, then run the same command again)"
              .formatted(where, text(io.orElseThrow())));
    }
    if (isOfStoppedSpark(thrown)) {
      return of(
          ErrorCode.RETRY,
          "Spark has ended the application, the log says why (check that the master runs, that it"
              + " has room, and that spark.authenticate.secret is its own; then run the same"
              + " command again)");
    }
    return cause(thrown, SparkException.class)
        .filter(spark -> spark.getCause() == null)
        .map(Failure::ofJob)
        .orElse(
            new Failure(
                1, INTERNAL, "Internal error: " + thrown + " (please report it with the log)"));
  }

  private static Failure ofJob(SparkException spark) {
    return of(
        ErrorCode.RETRY, "A Spark job failed: " + text(spark) + " (run the same command again)");
  }

  /** The failure of a command that was asked to stop, whatever became of its work. */
  static Failure stopped() {
    return of(
        ErrorCode.RETRY, "Stopped by SIGTERM before it was done (run the same command again)");
  }

  private static Optional<? extends Exception> ofStorage(Throwable thrown) {
    Optional<? extends Exception> found = cause(thrown, AnalysisException.class);
    if (found.isEmpty()) {
      found = cause(thrown, IOException.class);
    }
    return found.isPresent() ? found : cause(thrown, UncheckedIOException.class);
  }

  /** What is wrong with a Delta table of ours; those of the source are opened by prepare. */
  private static boolean isOfDelta(AnalysisException e) {
    return String.valueOf(e.getCondition()).startsWith("DELTA_");
  }

  /** What every call says after a master was not there, or has removed the application. */
  private static boolean isOfStoppedSpark(Throwable thrown) {
    return cause(thrown, IllegalStateException.class)
        .map(e -> text(e).startsWith("Cannot call methods on a stopped SparkContext"))
        .orElse(false);
  }

  private static Failure of(ErrorCode code, String message) {
    return new Failure(code.exitCode(), code.name(), message);
  }

  private static String text(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null ? thrown.getClass().getName() : message;
  }

  private static <T extends Throwable> Optional<T> cause(Throwable thrown, Class<T> type) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    @Nullable T found = null;
    for (@Nullable Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
      if (type.isInstance(t)) {
        found = type.cast(t);
      }
    }
    return Optional.ofNullable(found);
  }
}
