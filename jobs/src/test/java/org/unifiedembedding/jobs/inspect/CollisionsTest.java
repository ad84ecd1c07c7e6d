/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.address.FeatureStatistics;
import org.unifiedembedding.embedding.address.LayoutKind;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.address.TableSize;
import org.unifiedembedding.embedding.address.Vocabulary;

class CollisionsTest {
  private static final TableLayout SMALL = InspectFixture.layout(64);
  private static final ValueCounts ITEMS = InspectFixture.values("item", 30);
  private static final ValueCounts USERS = InspectFixture.values("user", 50);

  @Test
  void observedCollisionsEqualThoseOfTheObviousCount() {
    Lookups items = Lookups.of(SMALL, ITEMS);
    Lookups users = Lookups.of(SMALL, USERS);
    FeatureCollisions counted = new Collisions(List.of(items, users)).count().get(0);
    double same = 0;
    double other = 0;
    Set<Long> rows = new HashSet<>();
    Set<List<Long>> addresses = new HashSet<>();
    for (int i = 0; i < items.rows().length; i++) {
      rows.add(items.rows()[i]);
      addresses.add(List.of(items.rows()[i / 2 * 2], items.rows()[i / 2 * 2 + 1]));
      for (int j = 0; j < items.rows().length; j++) {
        same += i != j && items.rows()[i] == items.rows()[j] ? 1 : 0;
      }
      for (long row : users.rows()) {
        other += items.rows()[i] == row ? 1 : 0;
      }
    }
    assertThat(counted.observedSame()).isCloseTo(same / 60, within(1e-12));
    assertThat(counted.observedOther()).isCloseTo(other / 60, within(1e-12));
    assertThat(counted.rows()).isEqualTo(rows.size());
    assertThat(counted.addresses()).isEqualTo(addresses.size());
  }

  @Test
  void expectedCollisionsFollowTheFormula() {
    List<FeatureCollisions> counted =
        new Collisions(List.of(Lookups.of(SMALL, ITEMS), Lookups.of(SMALL, USERS))).count();
    assertThat(counted.get(0).expectedSame()).isCloseTo(59 / 64.0, within(1e-12));
    assertThat(counted.get(0).expectedOther()).isCloseTo(50 / 64.0, within(1e-12));
    assertThat(counted.get(1).expectedSame()).isCloseTo(49 / 64.0, within(1e-12));
    assertThat(counted.get(1).expectedOther()).isCloseTo(60 / 64.0, within(1e-12));
  }

  @Test
  void expectationIsWhatLargeTablesShow() {
    TableLayout layout = InspectFixture.layout(40_000);
    FeatureCollisions items =
        new Collisions(
                List.of(
                    Lookups.of(layout, InspectFixture.values("item", 20_000)),
                    Lookups.of(layout, InspectFixture.values("user", 30_000))))
            .count()
            .get(0);
    assertThat(items.observedSame()).isCloseTo(items.expectedSame(), within(0.02));
    assertThat(items.observedOther()).isCloseTo(items.expectedOther(), within(0.02));
  }

  @Test
  void exactFeaturesCollideWithNobody() {
    TableLayout layout =
        TableLayout.plan(
            SMALL.features(),
            LayoutKind.COLLISIONLESS,
            new TableSize.Share(1),
            4,
            0,
            Map.of("item", statistics(ITEMS), "user", statistics(USERS)));
    for (FeatureCollisions feature :
        new Collisions(List.of(Lookups.of(layout, ITEMS), Lookups.of(layout, USERS))).count()) {
      assertThat(feature.address()).isEqualTo("exact");
      assertThat(feature.expectedSame() + feature.expectedOther()).isZero();
      assertThat(feature.observedSame()).isZero();
      assertThat(feature.observedOther()).isZero();
      assertThat(feature.addresses()).isEqualTo(feature.distinct());
    }
  }

  @Test
  void valuesThatAreNotKnownLeaveTheExpectationOnly() {
    ValueCounts some =
        new ValueCounts(
            "user", 5000, USERS.fingerprints(), new ArrayList<>(USERS.texts()), USERS.counts());
    List<FeatureCollisions> counted =
        new Collisions(List.of(Lookups.of(SMALL, ITEMS), Lookups.of(SMALL, some))).count();
    assertThat(counted.get(0).observedSame()).isNotNull();
    assertThat(counted.get(0).observedOther()).isNull();
    assertThat(counted.get(1).observedSame()).isNull();
    assertThat(counted.get(1).expectedSame()).isCloseTo(4999 / 64.0, within(1e-12));
  }

  private static FeatureStatistics statistics(ValueCounts values) {
    return new FeatureStatistics(
        values.distinct(), Vocabulary.of(values.fingerprints(), values.texts()));
  }
}
