/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.address.FeatureStatistics;
import org.unifiedembedding.embedding.address.LayoutKind;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.address.TableSize;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.Combiner;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.feature.MultiValuedFeature;
import org.unifiedembedding.embedding.feature.NumericFeature;
import org.unifiedembedding.embedding.feature.NumericTransform;
import org.unifiedembedding.embedding.head.HeadSpec;

class StartCheckTest {
  private static final HeadSpec LOGISTIC = new HeadSpec.Logistic();
  private static final Exactness HASHED = new Exactness.Hashed();
  private static final Feature USER = categorical("user", 2);
  private static final Feature ITEM = categorical("item", 2);
  private static final Feature TAGS =
      new MultiValuedFeature("tags", 2, "tags", HASHED, Combiner.SUM);
  private static final Feature PRICE = price(0, 1, 0);
  private static final TableLayout WAS = layout(USER, ITEM, TAGS, PRICE, colour("red", "blue"));

  private static Feature categorical(String name, int chunks) {
    return new CategoricalFeature(name, chunks, name, HASHED);
  }

  private static Feature price(double mean, double deviation, double missing) {
    return new NumericFeature(
        "price", new NumericTransform(null, null, 1.0, true, mean, deviation, missing));
  }

  private static Feature colour(String... values) {
    return new CategoricalFeature("colour", 1, "colour", new Exactness.Listed(List.of(values)));
  }

  private static TableLayout layout(Feature... features) {
    return layout(LayoutKind.MULTIPLEXED, 1000, 8, features);
  }

  private static TableLayout layout(LayoutKind kind, long rows, int width, Feature... features) {
    Map<String, FeatureStatistics> statistics =
        Map.of(
            "user", new FeatureStatistics(100, null),
            "item", new FeatureStatistics(10, null),
            "tags", new FeatureStatistics(10, null));
    return TableLayout.plan(
        new FeatureSet(List.of(features)), kind, new TableSize.Rows(rows), width, 2, statistics);
  }

  private static void assertRefused(TableLayout now, String problem, String remedy) {
    assertThatThrownBy(() -> new StartCheck(3, WAS, now).check(LOGISTIC, LOGISTIC))
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessage(
            "Cannot start from version 3: %s. %s, or set train.warm-start = \"\" to start from scratch."
                .formatted(problem, remedy));
  }

  @Test
  void takesTheSameFeaturesInAnyOrderAndNewlyFittedNumbers() {
    TableLayout now = layout(price(7, 2, 0), ITEM, colour("red", "blue"), TAGS, USER);
    assertThatCode(() -> new StartCheck(3, WAS, now).check(LOGISTIC, LOGISTIC))
        .doesNotThrowAnyException();
  }

  @Test
  void takesAddedAndRemovedFeaturesOfAMultiplexedTable() {
    TableLayout now = layout(USER, categorical("city", 3), PRICE, colour("red", "blue"));
    assertThatCode(() -> new StartCheck(3, WAS, now).check(LOGISTIC, LOGISTIC))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesAddedFeaturesOfAnotherLayout() {
    TableLayout was = layout(LayoutKind.PER_FEATURE, 1000, 8, USER);
    TableLayout now = layout(LayoutKind.PER_FEATURE, 1000, 8, USER, ITEM);
    assertThatThrownBy(() -> new StartCheck(3, was, now).check(LOGISTIC, LOGISTIC))
        .hasMessageContaining(
            "its features are [user], the configuration has [item, user], and only multiplexed"
                + " tables take others");
  }

  @Test
  void refusesAnotherLayout() {
    TableLayout now = layout(LayoutKind.PER_FEATURE, 1000, 8, USER, ITEM);
    assertRefused(
        now,
        "its table is multiplexed, table.layout is per-feature",
        "Set table.layout = multiplexed");
  }

  @Test
  void refusesAnotherSizeAndNamesTheOldOne() {
    TableLayout rows =
        layout(LayoutKind.MULTIPLEXED, 1200, 8, USER, ITEM, TAGS, PRICE, colour("red", "blue"));
    assertRefused(
        rows,
        "its table has 999 rows of 8 floats (3 exact) in 2 buckets, here it has 1199 rows of 8"
            + " floats (3 exact) in 2 buckets",
        "Set table.rows = 999, table.buckets = 2 and table.width = 8 instead of table.budget or"
            + " table.share");
    TableLayout width =
        layout(LayoutKind.MULTIPLEXED, 1000, 16, USER, ITEM, TAGS, PRICE, colour("red", "blue"));
    assertThatThrownBy(() -> new StartCheck(3, WAS, width).check(LOGISTIC, LOGISTIC))
        .hasMessageContaining("here it has 999 rows of 16 floats");
    TableLayout remedied =
        layout(LayoutKind.MULTIPLEXED, 999, 8, USER, ITEM, TAGS, PRICE, colour("red", "blue"));
    assertThat(remedied.geometry()).isEqualTo(WAS.geometry());
  }

  @Test
  void refusesOtherRowsOfAFeature() {
    TableLayout was = layout(LayoutKind.PER_FEATURE, 1000, 8, USER, ITEM);
    TableLayout now = layout(LayoutKind.PER_FEATURE, 1000, 8, ITEM, USER);
    assertThatThrownBy(() -> new StartCheck(3, was, now).check(LOGISTIC, LOGISTIC))
        .hasMessageContaining("Cannot start from version 3: its features own the rows {user=");
  }

  @Test
  void refusesAnotherHead() {
    HeadSpec mlp = new HeadSpec.Mlp(List.of(16));
    assertThatThrownBy(() -> new StartCheck(3, WAS, WAS).check(mlp, new HeadSpec.Mlp(List.of(32))))
        .hasMessageContaining(
            "its head is Mlp[hidden=[16]], the configuration says Mlp[hidden=[32]]");
  }

  @Test
  void refusesAFeatureThatHasChanged() {
    assertRefused(
        layout(categorical("user", 3), ITEM, TAGS, PRICE, colour("red", "blue")),
        "feature 'user' has changed: chunks was 2 and is 3",
        "Undo the change");
    assertRefused(
        layout(USER, new CategoricalFeature("item", 2, "user", HASHED), TAGS, PRICE, colour("red")),
        "feature 'item' has changed: hash-as was item and is user",
        "Undo the change");
    assertRefused(
        layout(USER, ITEM, categorical("tags", 2), PRICE, colour("red", "blue")),
        "feature 'tags' has changed: type was multi-valued and is categorical, combiner was SUM and"
            + " is -",
        "Undo the change");
    assertRefused(
        layout(USER, ITEM, new MultiValuedFeature("tags", 2, "tags", HASHED, Combiner.MEAN), PRICE),
        "feature 'tags' has changed: combiner was SUM and is MEAN",
        "Undo the change");
    assertRefused(
        layout(USER, ITEM, TAGS, price(0, 1, -1), colour("red", "blue")),
        "feature 'price' has changed: missing was 0.0 and is -1.0",
        "Undo the change");
  }

  @Test
  void refusesOtherExactValues() {
    assertRefused(
        layout(USER, ITEM, TAGS, PRICE, colour("red", "blue", "green")),
        "feature 'colour' has changed: exact was 2 values and is 3 values",
        "Undo the change");
    assertRefused(
        layout(USER, ITEM, TAGS, PRICE, categorical("colour", 1)),
        "feature 'colour' has changed: exact was 2 values and is no",
        "Undo the change");
    assertRefused(
        layout(USER, ITEM, TAGS, PRICE, colour("blue", "red")),
        "the values of feature 'colour' that own rows are others now, or in another order",
        "Train on data with the same values, or list them in the feature's exact");
    assertRefused(
        layout(USER, ITEM, TAGS, PRICE),
        "its features with rows of their own are [colour], here they are []",
        "Make the same features exact, in the same order");
  }
}
