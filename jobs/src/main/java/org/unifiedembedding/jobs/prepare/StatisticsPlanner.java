/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.feature.NumericFeature;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.prepare.PreparedStatistics.FeatureStatistics;
import org.unifiedembedding.jobs.prepare.PreparedStatistics.PartStatistics;
import org.unifiedembedding.jobs.prepare.PreparedStatistics.TopValue;

/** From what was counted to what is kept: units of each part, vocabularies, statistics. */
record StatisticsPlanner(RunConfig config, FeatureSet features, DataSummary summary) {

  /** Number of units of each {@link Part}. */
  List<Integer> units() {
    List<Integer> units = new ArrayList<>();
    for (Part part : Part.values()) {
      units.add(ShuffleLayout.units(summary.part(part).examples, config.prepare().unitExamples()));
    }
    return units;
  }

  /** By position of the feature its name, empty where its vocabulary is not kept. */
  List<String> keptVocabularies() {
    return features.features().stream().map(f -> keepsVocabulary(f) ? f.name() : "").toList();
  }

  private boolean keepsVocabulary(Feature feature) {
    if (!(feature instanceof Feature.Embedded embedded)) {
      return false;
    }
    boolean all =
        config.prepare().vocabulary().equals("all")
            || config.table().layout().equals("collisionless");
    return all
        || (embedded.exactness() instanceof Exactness.UpTo upTo
            && counted(feature).distinct <= upTo.maxValues());
  }

  private DataSummary.FeatureSummary counted(Feature feature) {
    return summary.feature(features.features().indexOf(feature));
  }

  PreparedStatistics statistics(
      String configuration, long examplesVersion, Map<String, String> sourceTypes) {
    Map<String, PartStatistics> parts = new TreeMap<>();
    List<Integer> units = units();
    for (Part part : Part.values()) {
      parts.put(part.text(), part(summary.part(part), units.get(part.index())));
    }
    return new PreparedStatistics(
        configuration,
        examplesVersion,
        schema(features),
        parts,
        features.features().stream().map(f -> feature(f, sourceTypes)).toList(),
        summary.leftOut(),
        summary.bad());
  }

  private static PartStatistics part(DataSummary.PartSummary counts, int units) {
    return new PartStatistics(
        counts.examples,
        DoubleDouble.mean(counts.labels, counts.examples),
        counts.weights.value(),
        counts.examples == 0 ? 0 : units);
  }

  static ExampleSchema schema(FeatureSet features) {
    return new ExampleSchema(
        features.singleValued(),
        features.multiValued(),
        features.numeric().stream().map(NumericFeature::name).toList());
  }

  private FeatureStatistics feature(Feature feature, Map<String, String> sourceTypes) {
    DataSummary.FeatureSummary counts = counted(feature);
    boolean numeric = feature instanceof NumericFeature;
    long present = summary.part(Part.TRAIN).examples - counts.missing;
    return new FeatureStatistics(
        feature.name(),
        config.features().get(features.features().indexOf(feature)).type(),
        sourceTypes.getOrDefault(feature.name(), ""),
        counts.missing,
        counts.distinct,
        keepsVocabulary(feature),
        numeric ? DoubleDouble.mean(counts.sum, present) : 0,
        numeric ? DoubleDouble.deviation(counts.sum, counts.squares, present) : 0,
        counts.top.values().stream()
            .map(top -> new TopValue(top.text(), top.fingerprint(), top.count()))
            .toList());
  }
}
