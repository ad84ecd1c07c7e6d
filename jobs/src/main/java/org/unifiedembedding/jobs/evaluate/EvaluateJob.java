/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.metric.Metrics;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.lake.OpenVersions;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.prepare.PreparedExamples;
import org.unifiedembedding.jobs.prepare.PreparedStatistics;
import org.unifiedembedding.jobs.prepare.UnitLocation;
import org.unifiedembedding.jobs.score.Scorer;
import org.unifiedembedding.jobs.score.Scores;

/** Judges a candidate on a part of the prepared examples, through the loader. */
public final class EvaluateJob {
  private static final int ROC_POINTS = 200;

  private EvaluateJob() {}

  /**
   * Judges on the test part, or on the validation part where there is no test part.
   *
   * @param preparedPath folder of the prepared examples
   * @param folder of the candidate or version
   * @throws UnifiedEmbeddingException BAD_INPUT where neither part has examples
   */
  public static Evaluation run(VerbContext context, String preparedPath, String folder) {
    PreparedExamples prepared = PreparedExamples.open(context.spark(), preparedPath);
    if (part(prepared).isEmpty()) {
      throw new UnifiedEmbeddingException(
          ErrorCode.BAD_INPUT,
          "There is nothing to evaluate on: neither the test nor the validation part of "
              + preparedPath
              + " has examples. Give source.split a test part and prepare again.");
    }
    return run(context, prepared, folder);
  }

  /** The part that models are judged on; empty: neither has examples. */
  public static Optional<String> part(PreparedExamples prepared) {
    return Stream.of("test", "validation")
        .filter(part -> !prepared.units(part).isEmpty())
        .findFirst();
  }

  /** The same for prepared examples that are open, and of which {@link #part} is there. */
  public static Evaluation run(VerbContext context, PreparedExamples prepared, String folder) {
    String part = part(prepared).orElseThrow();
    List<UnitLocation> units = prepared.units(part);
    context
        .progress()
        .stage("evaluate: %,d examples of the %s part".formatted(prepared.examples(part), part));
    ExampleSchema schema = prepared.schema();
    VersionFolder version = new VersionFolder(context.hadoop(), folder);
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(context.spark().sparkContext());
    spark.setJobDescription("evaluate: " + part);
    Scores scores =
        Scorer.score(
            spark,
            units,
            prepared.reader(),
            () -> new LoadedModel(OpenVersions.of(version), schema),
            slicings(context, prepared));
    spark.setJobDescription(null);
    return new Evaluation(
        folder,
        part,
        scores.all().metrics(),
        slices(scores, prepared.statistics()),
        scores.all().calibration().bins(),
        scores.all().auc().curve(ROC_POINTS));
  }

  private static List<Scores.Slicing> slicings(VerbContext context, PreparedExamples prepared) {
    List<Scores.Slicing> slicings = new ArrayList<>();
    for (String feature : context.config().evaluate().slices()) {
      int column = prepared.schema().singleValued().indexOf(feature);
      if (column < 0) {
        throw new UnifiedEmbeddingException(
            ErrorCode.USAGE,
            "Invalid evaluate.slices: '"
                + feature
                + "' (must be one of the single-valued features "
                + prepared.schema().singleValued()
                + ")");
      }
      slicings.add(
          new Scores.Slicing(
              feature,
              column,
              prepared.statistics().feature(feature).topValues().stream()
                  .map(PreparedStatistics.TopValue::fingerprint)
                  .collect(Collectors.toSet())));
    }
    return slicings;
  }

  private static Map<String, List<Evaluation.Slice>> slices(
      Scores scores, PreparedStatistics statistics) {
    Map<String, List<Evaluation.Slice>> slices = new LinkedHashMap<>();
    for (int s = 0; s < scores.slicings().size(); s++) {
      String feature = scores.slicings().get(s).feature();
      Map<Long, Metrics> metrics = scores.slices().get(s).metrics();
      List<Evaluation.Slice> values = new ArrayList<>();
      for (PreparedStatistics.TopValue top : statistics.feature(feature).topValues()) {
        Metrics found = metrics.get(top.fingerprint());
        if (found != null && found.count() > 0) {
          values.add(new Evaluation.Slice(top.value(), found));
        }
      }
      slices.put(feature, values);
    }
    return slices;
  }
}
