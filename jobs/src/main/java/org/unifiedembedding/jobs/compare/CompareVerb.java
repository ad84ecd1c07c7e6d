/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.compare;

import java.util.ArrayList;
import java.util.List;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.evaluate.EvaluateJob;
import org.unifiedembedding.jobs.evaluate.Evaluation;
import org.unifiedembedding.jobs.inspect.InspectJob;
import org.unifiedembedding.jobs.inspect.WeightAngles;
import org.unifiedembedding.jobs.prepare.PrepareJob;
import org.unifiedembedding.jobs.train.TrainJob;
import org.unifiedembedding.jobs.train.TrainResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verb compare. */
@Command(
    name = "compare",
    description =
        "Trains tables of several layouts, look-ups, sizes and seeds on the same examples and"
            + " compares them.")
public final class CompareVerb implements Verb {
  @Option(
      names = "--variants",
      split = ",",
      paramLabel = "LAYOUT/CHUNKS",
      description = "Layouts with their look-ups; default: ${DEFAULT-VALUE}.",
      defaultValue = "collisionless/1,per-feature/1,multiplexed/1,multiplexed/2")
  private List<String> variants = List.of();

  @Option(
      names = "--shares",
      split = ",",
      paramLabel = "SHARE",
      description =
          "Sizes as shares of the collisionless table, which itself is trained at 1 only; default:"
              + " ${DEFAULT-VALUE}.",
      defaultValue = "1,0.5,0.1")
  private List<Double> shares = List.of();

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "SEED",
      description = "Seeds; default: ${DEFAULT-VALUE}.",
      defaultValue = "0,1,2")
  private List<Long> seeds = List.of();

  @Override
  public VerbResult run(VerbContext context) {
    PrepareJob.run(context.spark(), context.config(), context.paths(), context.progress());
    List<Comparison.Run> runs = new ArrayList<>();
    List<Variant> all = variants();
    for (Variant variant : all) {
      context
          .progress()
          .stage("compare: %d of %d, %s".formatted(runs.size() + 1, all.size(), variant.name()));
      runs.add(run(context, variant));
    }
    Comparison comparison = new Comparison(runs);
    return new VerbResult(comparison, comparison.text());
  }

  private List<Variant> variants() {
    List<Variant> all = new ArrayList<>();
    for (long seed : seeds) {
      for (String text : variants) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2 || !parts[1].matches("[1-9][0-9]?")) {
          throw new UnifiedEmbeddingException(
              ErrorCode.USAGE,
              "Invalid variant: '" + text + "' (must be LAYOUT/CHUNKS, as multiplexed/2)");
        }
        List<Double> sizes = parts[0].equals("collisionless") ? List.of(1.0) : shares;
        sizes.forEach(
            share -> all.add(new Variant(parts[0], Integer.parseInt(parts[1]), share, seed)));
      }
    }
    return all;
  }

  private static Comparison.Run run(VerbContext context, Variant variant) {
    VerbContext changed = context.variant(variant.name(), variant.of(context.config()));
    String prepared = context.paths().prepared();
    TrainResult trained = new TrainJob(changed, prepared).run();
    Evaluation evaluation = EvaluateJob.run(changed, prepared, trained.candidate());
    return new Comparison.Run(
        variant,
        trained.rows(),
        evaluation.metrics(),
        trained.best().validationAuc(),
        trained.best().epochsDone(),
        trained.rounds().size(),
        trained.seconds(),
        InspectJob.angles(changed, trained.candidate()).map(WeightAngles::mean).orElse(Double.NaN));
  }
}
