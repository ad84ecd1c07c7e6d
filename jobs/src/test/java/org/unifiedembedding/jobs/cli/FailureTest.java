/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

class FailureTest {

  @Test
  void takesTheCodeOfOurExceptionHoweverDeep() {
    Exception ours =
        new UnifiedEmbeddingException(ErrorCode.CAPACITY, "too big", new IOException());
    assertThat(Failure.of(new RuntimeException(new RuntimeException(ours)), "x"))
        .isEqualTo(new Failure(5, "CAPACITY", "too big"));
  }

  @Test
  void namesThePlaceOfAStorageError() {
    Exception full = new UncheckedIOException(new IOException("No space left on device"));
    assertThat(Failure.of(new RuntimeException(full), "/data/clicks").message())
        .isEqualTo(
            "Storage failed below /data/clicks: No space left on device (check space and"
                + " permissions, then run the same command again)");
    assertThat(Failure.of(full, "/data").exitCode()).isEqualTo(10);
  }

  @Test
  void saysWhatToDoWhenMemoryRunsOut() {
    assertThat(Failure.of(new OutOfMemoryError("Java heap space"), "x"))
        .isEqualTo(
            new Failure(
                5,
                "CAPACITY",
                "Out of memory: Java heap space (set UE_MEMORY higher, or table.budget lower)"));
  }

  @Test
  void admitsABug() {
    assertThat(Failure.of(new IllegalStateException("gap"), "x"))
        .returns(1, Failure::exitCode)
        .returns(Failure.INTERNAL, Failure::code);
  }

  @Test
  @Tag("spark")
  void findsOurExceptionOfATaskAndSparksOwn() throws IOException {
    try (SparkSession spark = SparkSession.builder().master("local[2]").getOrCreate()) {
      VoidFunction<Integer> refuse =
          i -> {
            throw new UnifiedEmbeddingException(ErrorCode.BAD_INPUT, "record " + i);
          };
      JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
      Failure ofTask = failure(() -> context.parallelize(List.of(7), 1).foreach(refuse));
      assertThat(ofTask).isEqualTo(new Failure(3, "BAD_INPUT", "record 7"));

      Failure ofExpression = failure(() -> spark.sql("select no_such_column").collect());
      assertThat(ofExpression.exitCode()).isEqualTo(2);
      assertThat(ofExpression.message()).contains("no_such_column");
    }
  }

  @Test
  @Tag("spark")
  void takesAnApplicationThatSparkHasEndedForOneToRunAgain() throws IOException {
    SparkSession spark = SparkSession.builder().master("local[1]").getOrCreate();
    SparkContext ended = spark.sparkContext();
    spark.close();
    Failure failure = failure(() -> new JavaSparkContext(ended).parallelize(List.of(7)).count());
    assertThat(failure.exitCode()).isEqualTo(10);
    assertThat(failure.message()).startsWith("Spark has ended the application, the log says why");
  }

  private static Failure failure(Runnable work) {
    try {
      work.run();
    } catch (Exception e) {
      return Failure.of(e, "x");
    }
    throw new AssertionError("Nothing was thrown");
  }
}
