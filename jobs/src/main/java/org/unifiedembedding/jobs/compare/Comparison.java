/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.unifiedembedding.embedding.metric.Metrics;

/** All runs of a comparison. */
public record Comparison(List<Run> runs) {
  public Comparison {
    runs = List.copyOf(runs);
  }

  /**
   * One trained table.
   *
   * @param test metrics on the test part, read through the loader
   * @param bestEpoch passes over the data after which validation was best
   * @param seconds wall time of training
   * @param meanAngle degrees between the features' weights of a logistic head, NaN of another
   */
  public record Run(
      Variant variant,
      long rows,
      Metrics test,
      double validationAuc,
      double bestEpoch,
      int rounds,
      double seconds,
      double meanAngle) {}

  /**
   * A table of means and standard deviations over the seeds, in Markdown; angles have a column
   * where the head is logistic.
   */
  public String text() {
    Map<String, List<Run>> groups =
        runs.stream()
            .collect(
                Collectors.groupingBy(
                    run -> run.variant().label() + " | " + Variant.number(run.variant().share()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    boolean angles = runs.stream().noneMatch(run -> Double.isNaN(run.meanAngle()));
    StringBuilder text =
        new StringBuilder(
            "| layout/look-ups | share | rows | test AUC | test log-loss | best epoch | seconds |");
    text.append(angles ? " angle |" : "").append("\n|---|---|---|---|---|---|---|");
    text.append(angles ? "---|" : "");
    groups.forEach(
        (label, group) -> {
          text.append(line(label, group));
          text.append(angles ? " %.1f |".formatted(mean(group, Run::meanAngle)) : "");
        });
    return text.toString();
  }

  private static String line(String label, List<Run> group) {
    return "\n| %s | %,d | %.4f +- %.4f | %.4f | %.1f | %.0f |"
        .formatted(
            label,
            group.get(0).rows(),
            mean(group, run -> run.test().auc()),
            deviation(group, run -> run.test().auc()),
            mean(group, run -> run.test().logLoss()),
            mean(group, Run::bestEpoch),
            mean(group, Run::seconds));
  }

  private static double mean(List<Run> group, ToDoubleFunction<Run> value) {
    return group.stream().mapToDouble(value).average().orElseThrow();
  }

  private static double deviation(List<Run> group, ToDoubleFunction<Run> value) {
    double mean = mean(group, value);
    double squares =
        group.stream().mapToDouble(run -> Math.pow(value.applyAsDouble(run) - mean, 2)).sum();
    return group.size() < 2 ? 0 : Math.sqrt(squares / (group.size() - 1));
  }
}
