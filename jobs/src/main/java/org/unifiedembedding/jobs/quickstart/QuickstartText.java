/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.quickstart;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.jobs.inspect.FeatureCollisions;
import org.unifiedembedding.jobs.inspect.Neighbours;
import org.unifiedembedding.jobs.publish.LoadedVector;

/** A quickstart for people on a terminal. */
final class QuickstartText {
  private static final int SHOWN_FEATURES = 4;
  private static final int SHOWN_NUMBERS = 4;

  private QuickstartText() {}

  static String of(Quickstart found) {
    return String.join(
        "\n\n",
        "Trained on %s: %,d examples, in %.0f s."
            .formatted(found.data(), found.examples(), found.seconds()),
        models(found.models()),
        collisions(found.collisions()),
        neighbours(found.neighbours()),
        version(found));
  }

  private static String models(List<Quickstart.Model> models) {
    return models.stream()
        .map(
            model ->
                "  %-44s %.4f    %.4f    %s"
                    .formatted(model.name(), model.auc(), model.logLoss(), size(model)))
        .collect(
            Collectors.joining(
                "\n",
                "  %-44s %-6s    %-6s%n".formatted("Judged on the test part", "AUC", "log-loss"),
                ""));
  }

  private static String size(Quickstart.Model model) {
    return model.rows() == 0
        ? ""
        : "%,d rows x %d floats, %.1f MB"
            .formatted(model.rows(), model.width(), 4e-6 * model.rows() * model.width());
  }

  private static String collisions(List<FeatureCollisions> features) {
    return features.stream()
        .sorted(Comparator.comparingLong(FeatureCollisions::distinct).reversed())
        .limit(SHOWN_FEATURES)
        .map(
            f ->
                "  %-20s %,9d  %7.3f  %8s  %7.3f  %8s  %,9d"
                    .formatted(
                        f.feature(),
                        f.distinct(),
                        f.expectedSame(),
                        number(f.observedSame()),
                        f.expectedOther(),
                        number(f.observedOther()),
                        f.addresses()))
        .collect(
            Collectors.joining(
                "\n",
                """
                Collisions: other look-ups that a look-up meets in its row, of its own feature and of others
                  %-20s %9s  %7s  %8s  %7s  %8s  %9s
                """
                    .formatted(
                        "largest features",
                        "values",
                        "own exp",
                        "observed",
                        "oth exp",
                        "observed",
                        "addresses"),
                ""));
  }

  private static String number(@Nullable Double value) {
    return value == null ? "-" : "%.3f".formatted(value);
  }

  private static String neighbours(List<Neighbours> all) {
    return all.stream()
        .map(
            one ->
                "  %s %s: %s"
                    .formatted(
                        one.feature(),
                        one.value(),
                        one.nearest().stream()
                            .map(near -> "%s %.2f".formatted(near.value(), near.cosine()))
                            .collect(Collectors.joining(", "))))
        .collect(Collectors.joining("\n", "Nearest neighbours by cosine\n", ""));
  }

  private static String version(Quickstart found) {
    LoadedVector loaded = found.loaded();
    String value = loaded.feature() + "=" + loaded.value();
    String vector =
        Arrays.toString(Arrays.copyOf(loaded.vector(), SHOWN_NUMBERS)).replace("]", ", ...]");
    return String.format(
        Locale.ROOT,
        """
        Published version %d, alias %s
          %s
        Loaded again: %s, rows %s, vector %s
          shell   %s %s
          Java    EmbeddingTable.open(Path.of("%s")).vector("%s", "%s")
          Spark   spark.read().format("delta").load("%s/rows")
          Python  unified_embedding.load("%s").embed("%s", ["%s"])
        Report
          %s\
        """,
        found.version(),
        found.alias(),
        found.path(),
        value,
        Arrays.toString(loaded.rows()),
        vector,
        found.command(),
        value,
        found.path(),
        loaded.feature(),
        loaded.value(),
        found.path(),
        found.path(),
        loaded.feature(),
        loaded.value(),
        found.report());
  }
}
