/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.feature.NumericFeature;
import org.unifiedembedding.embedding.feature.NumericTransform;

class TableLayoutTest {
  private static final Vocabulary GENDERS = Vocabulary.of(List.of("F", "M"));
  private static final TableGeometry GEOMETRY = new TableGeometry(4, 100, 6, 16);
  private static final FeatureSet FEATURES =
      new FeatureSet(
          List.of(
              categorical("user", 2, "user"),
              new NumericFeature("price", new NumericTransform(null, null, null, false, 0, 1, 0)),
              categorical("gender", 2, "gender"),
              categorical("friend", 3, "user")));

  private static CategoricalFeature categorical(String name, int chunks, String hashName) {
    return new CategoricalFeature(name, chunks, hashName, new Exactness.Hashed());
  }

  private static TableLayout multiplexed() {
    return TableLayout.of(
        FEATURES, LayoutKind.MULTIPLEXED, GEOMETRY, Map.of(), Map.of("gender", GENDERS));
  }

  private static TableLayout perFeature(RowRange user, RowRange friend) {
    return TableLayout.of(
        FEATURES,
        LayoutKind.PER_FEATURE,
        GEOMETRY,
        Map.of("user", user, "friend", friend),
        Map.of("gender", GENDERS));
  }

  @Test
  void numbersLookUpsFeatureByFeature() {
    TableLayout layout = multiplexed();
    assertThat(layout.slots()).isEqualTo(7).isEqualTo(FEATURES.slots());
    assertThat(layout.embedded("friend")).isEqualTo(2);
    assertThat(layout.firstSlot(0)).isZero();
    assertThat(layout.firstSlot(1)).isEqualTo(2);
    assertThat(layout.firstSlot(2)).isEqualTo(4);
  }

  @Test
  void multiplexedFeatureReachesEveryHashedRow() {
    TableLayout layout = multiplexed();
    boolean[] reached = new boolean[400];
    for (int value = 0; value < 10_000; value++) {
      reached[(int) layout.row(0, 1, Fingerprint.of(value))] = true;
    }
    assertThat(reached).doesNotContain(false);
    assertThat(layout.exact(0)).isFalse();
  }

  @Test
  void sharedHashNameMeansSharedRows() {
    TableLayout layout = multiplexed();
    long value = Fingerprint.of("17");
    assertThat(layout.row(2, 0, value)).isEqualTo(layout.row(0, 0, value));
    assertThat(layout.row(2, 1, value)).isEqualTo(layout.row(0, 1, value));
  }

  @Test
  void exactValuesOwnConsecutiveRowsAndOthersShareTheLast() {
    TableLayout layout = multiplexed();
    assertThat(layout.exact(1)).isTrue();
    assertThat(layout.row(1, 0, Fingerprint.of("F"))).isEqualTo(400);
    assertThat(layout.row(1, 1, Fingerprint.of("F"))).isEqualTo(401);
    assertThat(layout.row(1, 0, Fingerprint.of("M"))).isEqualTo(402);
    assertThat(layout.row(1, 1, Fingerprint.of("X"))).isEqualTo(405);
    assertThat(layout.row(1, 1, Fingerprint.MISSING)).isEqualTo(405);
  }

  @Test
  void perFeatureRowsStayWithinTheRange() {
    TableLayout layout = perFeature(new RowRange(0, 150), new RowRange(150, 250));
    for (int value = 0; value < 10_000; value++) {
      assertThat(layout.row(0, value % 2, Fingerprint.of(value))).isBetween(0L, 149L);
      assertThat(layout.row(2, value % 3, Fingerprint.of(value))).isBetween(150L, 399L);
    }
    assertThat(layout.row(1, 0, Fingerprint.of("F"))).isEqualTo(400);
  }

  @Test
  void rowsOfAllChunksAreThoseOfEachChunk() {
    TableLayout layout = perFeature(new RowRange(0, 150), new RowRange(150, 250));
    for (TableLayout each : List.of(multiplexed(), layout)) {
      for (int f = 0; f < 3; f++) {
        FeatureAddress address = each.address(f);
        assertThat(address.chunks()).isEqualTo(FEATURES.embedded().get(f).chunks());
        for (int value = 0; value < 100; value++) {
          long fingerprint = Fingerprint.of(value);
          long[] found = new long[address.chunks() + 1];
          each.rows(f, fingerprint, found, 1);
          for (int chunk = 0; chunk < address.chunks(); chunk++) {
            assertThat(found[chunk + 1])
                .isEqualTo(each.row(f, chunk, fingerprint))
                .isEqualTo(address.row(chunk, fingerprint));
          }
        }
      }
    }
  }

  @Test
  void travelsToTasksUnchanged() throws Exception {
    TableLayout layout = perFeature(new RowRange(0, 150), new RowRange(150, 250));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(layout);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      TableLayout copy = (TableLayout) in.readObject();
      assertThat(copy).isEqualTo(layout).hasSameHashCodeAs(layout).hasToString(layout.toString());
      assertThat(copy.row(2, 2, 99)).isEqualTo(layout.row(2, 2, 99));
    }
  }

  @Test
  void rowsAreFoundWithoutAllocation() {
    TableLayout layout = perFeature(new RowRange(0, 150), new RowRange(150, 250));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = lookUp(layout) + lookUp(multiplexed());
    long before = threads.getCurrentThreadAllocatedBytes();
    sum += lookUp(layout);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    assertThat(sum).isPositive();
  }

  private static long lookUp(TableLayout layout) {
    long sum = 0;
    long[] found = new long[3];
    for (long value = 0; value < 100_000; value++) {
      layout.rows((int) (value % 3), value, found, 0);
      sum += layout.row((int) (value % 3), 1, Fingerprint.cross(value, value + 1));
    }
    return sum;
  }

  @Test
  void refusesPartsThatDoNotFit() {
    assertThatThrownBy(() -> perFeature(new RowRange(0, 151), new RowRange(150, 250)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Invalid RowRange[firstRow=150, rows=250] (ranges must be disjoint");
    assertThatThrownBy(() -> perFeature(new RowRange(0, 150), new RowRange(150, 251)))
        .hasMessageContaining("within 400 rows");
    assertThatThrownBy(
            () -> TableLayout.of(FEATURES, LayoutKind.MULTIPLEXED, GEOMETRY, Map.of(), Map.of()))
        .hasMessage("Invalid geometry: 6 exact rows (must be the 0 of the vocabularies)");
    assertThatThrownBy(
            () ->
                TableLayout.of(
                    FEATURES,
                    LayoutKind.PER_FEATURE,
                    GEOMETRY,
                    Map.of(),
                    Map.of("gender", GENDERS)))
        .hasMessageStartingWith("Invalid range of feature 'user': none");
    assertThatThrownBy(
            () ->
                TableLayout.of(
                    FEATURES,
                    LayoutKind.COLLISIONLESS,
                    GEOMETRY,
                    Map.of(),
                    Map.of("gender", GENDERS)))
        .hasMessageStartingWith("Invalid feature 'user': no vocabulary");
    assertThatThrownBy(
            () ->
                TableLayout.of(
                    FEATURES, LayoutKind.MULTIPLEXED, GEOMETRY, Map.of(), Map.of("sex", GENDERS)))
        .hasMessage("Invalid vocabulary of 'sex' (must be one of [user, gender, friend])");
  }

  @Test
  void refusesTheNameOfAFeatureWithoutLookUps() {
    assertThatThrownBy(() -> multiplexed().embedded("price"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid feature: 'price' (must be one of [user, gender, friend])");
  }
}
