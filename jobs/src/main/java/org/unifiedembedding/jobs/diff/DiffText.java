/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A diff for people on a terminal. */
final class DiffText {
  private static final String LINE = "%-20s %7s %11s %11s %9s %9s %10s %11s";

  private DiffText() {}

  static String of(VersionDiff diff) {
    List<String> lines = new ArrayList<>();
    lines.add("From %s to %s.".formatted(diff.before(), diff.after()));
    RowChanges rows = diff.rows();
    if (rows != null) {
      lines.add(
          "Rows: %,d changed, %,d added, %,d removed, %,d the same."
              .formatted(rows.changed(), rows.added(), rows.removed(), rows.same()));
    }
    new TreeMap<>(diff.metrics())
        .forEach(
            (name, metric) ->
                lines.add(
                    "Validation %s: %s -> %s, each of its own run."
                        .formatted(name, number(metric.before()), number(metric.after()))));
    if (!diff.features().isEmpty()) {
      lines.add("");
      lines.add("Vectors of the most frequent values:");
      lines.add(
          LINE.formatted(
              "feature",
              "values",
              "norm before",
              "norm after",
              "drift",
              "cosine",
              "least",
              "neighbours"));
      diff.features().forEach(feature -> lines.add(line(feature)));
      lines.add("");
    }
    diff.configuration().forEach(lines::add);
    lines.addAll(diff.notes());
    return String.join("\n", lines).stripTrailing();
  }

  private static String line(FeatureDrift drift) {
    return LINE.formatted(
        drift.feature(),
        drift.values(),
        number(drift.normBefore()),
        number(drift.normAfter()),
        "%+.1f %%".formatted(100 * drift.normDrift()),
        number(drift.meanCosine()),
        number(drift.leastCosine()),
        drift.neighbourOverlap() == null
            ? "-"
            : "%.0f %%".formatted(100 * drift.neighbourOverlap()));
  }

  private static String number(@Nullable Double value) {
    return value == null ? "-" : "%.4f".formatted(value);
  }
}
