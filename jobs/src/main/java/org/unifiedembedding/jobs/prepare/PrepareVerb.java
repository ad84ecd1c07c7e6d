/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.ArrayList;
import java.util.List;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.prepare.PreparedStatistics.FeatureStatistics;
import picocli.CommandLine.Command;

/** The verb prepare. */
@Command(
    name = "prepare",
    description = "Turns raw data into prepared examples and statistics of every feature.")
public final class PrepareVerb implements Verb {

  @Override
  public VerbResult run(VerbContext context) {
    PreparedStatistics statistics =
        PrepareJob.run(context.spark(), context.config(), context.paths(), context.progress());
    return new VerbResult(statistics, text(statistics, context.paths().prepared()));
  }

  private static String text(PreparedStatistics statistics, String path) {
    List<String> lines = new ArrayList<>();
    statistics
        .parts()
        .forEach(
            (part, counts) ->
                lines.add(
                    "%-12s %,12d examples, label mean %.4f"
                        .formatted(part, counts.examples(), counts.labelMean())));
    for (FeatureStatistics feature : statistics.features()) {
      lines.add(
          "  %-24s %-12s %,12d distinct values, %,d missing"
              .formatted(feature.name(), feature.type(), feature.distinct(), feature.missing()));
    }
    statistics
        .quarantined()
        .forEach((reason, count) -> lines.add("quarantine   %,12d %s".formatted(count, reason)));
    lines.add("Prepared " + path);
    return String.join("\n", lines);
  }
}
