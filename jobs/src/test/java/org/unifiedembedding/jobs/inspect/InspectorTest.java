/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.loader.EmbeddingTable;

class InspectorTest {
  /** item: [1, 0, ...] twice, user: [1, 1, 0, 0]; then the bias. */
  private static final float[] HEAD = {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0.5f};

  @Test
  void findsEverythingInARealVersion(@TempDir Path folder) throws IOException {
    TableLayout layout = InspectFixture.layout(64);
    InspectFixture.write(folder, layout, HEAD);
    Inspection inspection =
        Inspector.inspect(
            "test",
            EmbeddingTable.open(folder),
            List.of(InspectFixture.values("item", 30), InspectFixture.values("user", 50)),
            List.of("item"));
    assertThat(inspection.layout()).isEqualTo("multiplexed");
    assertThat(inspection.rows()).isEqualTo(64);
    assertThat(inspection.touchedShare()).isEqualTo(0.5);
    assertThat(inspection.features()).extracting("feature").containsExactly("item", "user");
    assertThat(inspection.norms().rows()).isEqualTo(32);
    assertThat(inspection.norms().maximum()).isCloseTo(Math.hypot(62, 1), within(1e-6));
    WeightAngles angles = requireNonNull(inspection.angles());
    assertThat(angles.mean()).isCloseTo(45, within(1e-9));
    assertThat(inspection.neighbours()).hasSize(5);
    assertThat(inspection.neighbours().get(0).value()).isEqualTo("item-0");
    assertThat(inspection.neighbours().get(0).nearest()).hasSize(5);
  }

  @Test
  void hottestRowsNameWhoMeetsThere() {
    TableLayout layout = InspectFixture.layout(16);
    Lookups items = Lookups.of(layout, InspectFixture.values("item", 30));
    Lookups users = Lookups.of(layout, InspectFixture.values("user", 50));
    List<HotRow> hot = HotRows.of(List.of(items, users), 3);
    long[] traffic = new long[16];
    long total = 0;
    for (Lookups lookups : List.of(items, users)) {
      for (int i = 0; i < lookups.rows().length; i++) {
        long count = lookups.values().counts()[i / lookups.address().chunks()];
        traffic[(int) lookups.rows()[i]] += count;
        total += count;
      }
    }
    assertThat(hot)
        .hasSize(3)
        .isSortedAccordingTo((a, b) -> Long.compare(b.lookups(), a.lookups()));
    for (HotRow row : hot) {
      assertThat(row.lookups()).isEqualTo(traffic[(int) row.row()]);
      assertThat(row.share()).isCloseTo((double) row.lookups() / total, within(1e-12));
      assertThat(row.visitors()).hasSizeLessThanOrEqualTo(5);
      assertThat(row.allVisitors()).isGreaterThanOrEqualTo(row.visitors().size());
    }
  }

  @Test
  void normsFallIntoBinsUpToTheMaximum() {
    RowNorms norms = RowNorms.of(new double[] {4, 1, 2, 1}, 1);
    assertThat(norms.mean()).isEqualTo(2);
    assertThat(norms.median()).isEqualTo(1);
    assertThat(norms.maximum()).isEqualTo(4);
    assertThat(norms.bins().stream().mapToLong(count -> count).sum()).isEqualTo(4);
    assertThat(norms.bins().get(39)).isEqualTo(1);
  }

  @Test
  void tableWithoutTouchedRowsHasNoNorms() {
    RowNorms norms = RowNorms.of(new double[0], 1);
    assertThat(norms.rows()).isZero();
    assertThat(norms.maximum()).isZero();
  }

  @Test
  void missingValuesAndCrossesHaveALabel() {
    ValueCounts values =
        new ValueCounts(
            "user", 2, new long[] {42, 255}, Arrays.asList(null, null), new long[] {2, 1});
    assertThat(values.label(0)).isEqualTo("(missing)");
    assertThat(values.label(1)).isEqualTo("#00000000000000ff");
  }
}
