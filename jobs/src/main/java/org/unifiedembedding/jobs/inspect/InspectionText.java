/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An inspection for people on a terminal. */
final class InspectionText {
  private static final String LINE = "%-20s %-11s %9s %6s %9s %9s %9s %9s %11s";

  private InspectionText() {}

  static String of(Inspection inspection) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: %,d rows of %d floats (%s), %,d touched (%.1f %%).\n"
            .formatted(
                inspection.version(),
                inspection.rows(),
                inspection.width(),
                inspection.layout(),
                inspection.touchedRows(),
                100 * inspection.touchedShare()));
    RowNorms norms = inspection.norms();
    text.append(
        "Row norms: mean %.4f, median %.4f, 99th percentile %.4f, largest %.4f.\n"
            .formatted(norms.mean(), norms.median(), norms.percentile99(), norms.maximum()));
    WeightAngles angles = inspection.angles();
    if (angles != null) {
      text.append(
          "Angles between the features' weights: mean %.1f, from %.1f to %.1f degrees.\n"
              .formatted(angles.mean(), angles.minimum(), angles.maximum()));
    }
    text.append("\nOther look-ups that a look-up meets in its row, on average:\n");
    text.append(features(inspection));
    inspection.hotRows().stream().limit(5).forEach(row -> text.append(hotRow(row)));
    inspection.neighbours().forEach(neighbours -> text.append(nearest(neighbours)));
    return text.toString().stripTrailing();
  }

  private static String features(Inspection inspection) {
    String head =
        LINE.formatted(
            "feature",
            "addressing",
            "values",
            "chunks",
            "same: exp",
            "observed",
            "other: exp",
            "observed",
            "addresses");
    return inspection.features().stream()
        .map(
            f ->
                LINE.formatted(
                    f.feature(),
                    f.address(),
                    f.distinct(),
                    f.chunks(),
                    number(f.expectedSame()),
                    number(f.observedSame()),
                    number(f.expectedOther()),
                    number(f.observedOther()),
                    f.addresses() == null ? "-" : f.addresses()))
        .collect(Collectors.joining("\n", head + "\n", "\n\n"));
  }

  private static String number(@Nullable Double value) {
    return value == null ? "-" : "%.3f".formatted(value);
  }

  private static String hotRow(HotRow row) {
    return row.visitors().stream()
        .map(visitor -> visitor.feature() + "=" + visitor.value())
        .collect(
            Collectors.joining(
                ", ",
                "Hot row %d (%.2f %% of look-ups): ".formatted(row.row(), 100 * row.share()),
                "\n"));
  }

  private static String nearest(Neighbours neighbours) {
    return neighbours.nearest().stream()
        .map(neighbour -> "%s %.2f".formatted(neighbour.value(), neighbour.cosine()))
        .collect(
            Collectors.joining(
                ", ",
                "Nearest to %s=%s: ".formatted(neighbours.feature(), neighbours.value()),
                "\n"));
  }
}
