/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.FeatureSet;

class LayoutPlannerTest {
  private static final Exactness HASHED = new Exactness.Hashed();

  /** user 600 x 2, movie 300 x 2, gender 2 x 2 (listed three), age 8 x 1 (exact up to ten). */
  private static final FeatureSet FEATURES =
      new FeatureSet(
          List.of(
              categorical("user", 2, HASHED),
              categorical("gender", 2, new Exactness.Listed(List.of("F", "M", "X"))),
              categorical("movie", 2, HASHED),
              categorical("age", 1, new Exactness.UpTo(10))));

  private static final Map<String, FeatureStatistics> STATISTICS =
      Map.of(
          "user", counted(600),
          "movie", counted(300),
          "gender", counted(2),
          "age", counted(8));

  /** Rows of gender, (3 + 1) x 2, and of age, 8 + 1. */
  private static final long EXACT_ROWS = 17;

  private static CategoricalFeature categorical(String name, int chunks, Exactness exactness) {
    return new CategoricalFeature(name, chunks, name, exactness);
  }

  private static FeatureStatistics counted(int distinct) {
    return new FeatureStatistics(
        distinct,
        Vocabulary.of(
            LongStream.range(0, distinct).map(Fingerprint::of).toArray(),
            Collections.nCopies(distinct, null)));
  }

  private static TableLayout plan(LayoutKind kind, TableSize size, int buckets) {
    return TableLayout.plan(FEATURES, kind, size, 16, buckets, STATISTICS);
  }

  @ParameterizedTest
  @EnumSource(
      value = LayoutKind.class,
      names = {"MULTIPLEXED", "PER_FEATURE"})
  void countsHashedAndExactRowsInTheBudget(LayoutKind kind) {
    TableLayout layout = plan(kind, new TableSize.Rows(5_000), 0);
    assertThat(layout.geometry()).isEqualTo(new TableGeometry(16, 311, EXACT_ROWS, 16));
    assertThat(layout.vocabularies()).containsOnlyKeys("gender", "age");
    assertThat(layout.geometry().rows()).isBetween(5_000L - 16, 5_000L);
  }

  @Test
  void sizesInBytesAndSharesAreRows() {
    TableGeometry rows = plan(LayoutKind.MULTIPLEXED, new TableSize.Rows(907), 0).geometry();
    assertThat(plan(LayoutKind.MULTIPLEXED, new TableSize.Bytes(907 * 64 + 63), 0).geometry())
        .isEqualTo(rows);
    // (600 + 300) x 2 + 3 x 2 + 8 = 1814 rows without collisions.
    assertThat(plan(LayoutKind.MULTIPLEXED, new TableSize.Share(0.5), 0).geometry())
        .isEqualTo(rows);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 1",
    "512, 2",
    "1000, 2",
    "1024, 4",
    "1000000, 1024",
    "4000000000, 1024",
  })
  void choosesAPowerOfTwoOfBuckets(long hashedRows, int buckets) {
    TableLayout layout =
        plan(LayoutKind.MULTIPLEXED, new TableSize.Rows(hashedRows + EXACT_ROWS), 0);
    assertThat(layout.geometry())
        .isEqualTo(new TableGeometry(buckets, hashedRows / buckets, EXACT_ROWS, 16));
  }

  @Test
  void keepsTheBucketsThatAreGiven() {
    TableGeometry geometry =
        plan(LayoutKind.MULTIPLEXED, new TableSize.Rows(1_000 + EXACT_ROWS), 300).geometry();
    assertThat(geometry).isEqualTo(new TableGeometry(300, 3, EXACT_ROWS, 16));
  }

  @Test
  void perFeatureRangesAreProportionalAndFillTheHashedRows() {
    TableLayout layout = plan(LayoutKind.PER_FEATURE, new TableSize.Rows(1_000 + EXACT_ROWS), 1);
    assertThat(layout.ranges())
        .containsExactly(
            Map.entry("user", new RowRange(0, 667)), Map.entry("movie", new RowRange(667, 333)));
  }

  @Test
  void collisionlessGivesEveryValueRowsOfItsOwn() {
    TableLayout layout = plan(LayoutKind.COLLISIONLESS, new TableSize.Share(1), 0);
    assertThat(layout.geometry().hashedRows()).isZero();
    assertThat(layout.geometry().exactRows()).isEqualTo(1814 + 7);
    boolean[] taken = new boolean[1814 + 7];
    for (int f = 0; f < 4; f++) {
      Vocabulary vocabulary = ((FeatureAddress.Exact) layout.address(f)).vocabulary();
      for (int i = 0; i <= vocabulary.size(); i++) {
        long fingerprint =
            i < vocabulary.size() ? vocabulary.fingerprint(i) : Fingerprint.of("unseen");
        for (int chunk = 0; chunk < layout.address(f).chunks(); chunk++) {
          int row = (int) layout.row(f, chunk, fingerprint);
          assertThat(taken[row]).isFalse();
          taken[row] = true;
        }
      }
    }
    assertThat(taken).doesNotContain(false);
    assertThat(layout.geometry().allBuckets()).isBetween(4, 8);
  }

  @Test
  void upToIsHashedAboveItsBound() {
    FeatureSet features = new FeatureSet(List.of(categorical("age", 1, new Exactness.UpTo(7))));
    TableLayout layout =
        TableLayout.plan(
            features, LayoutKind.MULTIPLEXED, new TableSize.Rows(100), 4, 0, STATISTICS);
    assertThat(layout.exact(0)).isFalse();
  }

  @Test
  void needsNoStatisticsOfHashedFeaturesForASizeInRows() {
    FeatureSet features = new FeatureSet(List.of(categorical("user", 2, HASHED)));
    TableLayout layout =
        TableLayout.plan(features, LayoutKind.MULTIPLEXED, new TableSize.Rows(100), 4, 0, Map.of());
    assertThat(layout.geometry()).isEqualTo(new TableGeometry(1, 100, 0, 4));
    assertRefused(
        () ->
            TableLayout.plan(
                features, LayoutKind.MULTIPLEXED, new TableSize.Share(1), 4, 0, Map.of()),
        "The layout needs the number of distinct values of feature 'user', but the prepared data"
            + " has no statistics of it: prepare again with this configuration");
  }

  @Test
  void refusesABudgetBelowTheExactRows() {
    assertRefused(
        ErrorCode.CAPACITY,
        () -> plan(LayoutKind.MULTIPLEXED, new TableSize.Rows(17), 0),
        "A table of 17 rows is too small: exact features own 17 rows and hashed features need at"
            + " least 1; give at least 18 rows (1152 bytes), or make fewer features exact (exact,"
            + " exact-up-to, table.layout)");
    assertRefused(
        ErrorCode.CAPACITY,
        () -> plan(LayoutKind.PER_FEATURE, new TableSize.Rows(18), 0),
        "A table of 18 rows is too small: exact features own 17 rows and hashed features need at"
            + " least 2; give at least 19 rows (1216 bytes), or make fewer features exact (exact,"
            + " exact-up-to, table.layout)");
    assertRefused(
        ErrorCode.CAPACITY,
        () -> plan(LayoutKind.MULTIPLEXED, new TableSize.Bytes(63), 0),
        "A table of 0 rows is too small: exact features own 17 rows and hashed features need at"
            + " least 1; give at least 18 rows (1152 bytes), or make fewer features exact (exact,"
            + " exact-up-to, table.layout)");
    assertRefused(
        ErrorCode.CAPACITY,
        () -> plan(LayoutKind.COLLISIONLESS, new TableSize.Share(0.1), 0),
        "A table of 188 rows is too small: exact features own 1821 rows and hashed features need"
            + " at least 0; give at least 1821 rows (116544 bytes), or make fewer features exact"
            + " (exact, exact-up-to, table.layout)");
  }

  @Test
  void refusesValuesThatWereNotKept() {
    assertRefused(
        () ->
            TableLayout.plan(
                new FeatureSet(List.of(categorical("user", 2, HASHED))),
                LayoutKind.COLLISIONLESS,
                new TableSize.Share(1),
                4,
                0,
                Map.of("user", new FeatureStatistics(600, null))),
        "Feature 'user' owns a row for each of its 600 values, but the prepared data did not keep"
            + " them: prepare again with prepare.vocabulary = all, or with the feature's"
            + " exact-up-to as it is now");
  }

  @Test
  void refusesBucketsOutOfProportion() {
    assertRefused(
        () -> plan(LayoutKind.MULTIPLEXED, new TableSize.Rows(100 + EXACT_ROWS), 101),
        "table.buckets = 101 gives 0 rows a bucket of 100 rows, outside [1, 2147483647]: lower"
            + " table.buckets, or set it to 0");
    assertRefused(
        () -> plan(LayoutKind.MULTIPLEXED, new TableSize.Rows(3_000_000_017L), 1),
        "table.buckets = 1 gives 3000000000 rows a bucket of 3000000000 rows, outside [1,"
            + " 2147483647]: raise table.buckets, or set it to 0");
  }

  @Test
  void refusesARangeBeyondTheHash() {
    assertRefused(
        () -> plan(LayoutKind.PER_FEATURE, new TableSize.Rows(9_000_000_017L), 0),
        "Feature 'user' gets 5999999659 rows of its own, but a per-feature range has at most"
            + " 2147483647: lower the budget, or choose table.layout = multiplexed");
  }

  private static void assertRefused(Runnable plan, String message) {
    assertRefused(ErrorCode.USAGE, plan, message);
  }

  private static void assertRefused(ErrorCode code, Runnable plan, String message) {
    assertThatThrownBy(plan::run)
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessage(message)
        .extracting(e -> ((UnifiedEmbeddingException) e).code())
        .isEqualTo(code);
  }
}
