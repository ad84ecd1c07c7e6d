/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.unifiedembedding.embedding.feature.FeatureSet;

/**
 * What is known of the data: counted by every map task over its records, completed with distinct
 * and most frequent values after the shuffle, merged by the driver. Not thread-safe.
 */
final class DataSummary implements Serializable {
  /** Bad records that are kept as examples for messages. */
  private static final int BAD_EXAMPLES = 5;

  private final PartSummary[] parts = new PartSummary[Part.values().length];
  private final FeatureSummary[] features;
  private long leftOut;
  private final TreeMap<String, Long> bad = new TreeMap<>();
  private final List<String> badExamples = new ArrayList<>();

  /** Counts of a part. */
  static final class PartSummary implements Serializable {
    long examples;
    final DoubleDouble labels = new DoubleDouble();
    final DoubleDouble weights = new DoubleDouble();
  }

  /** Counts of a feature over the training part. */
  static final class FeatureSummary implements Serializable {
    long missing;
    final DoubleDouble sum = new DoubleDouble();
    final DoubleDouble squares = new DoubleDouble();
    long distinct;
    final TopValues top;

    FeatureSummary(int topValues) {
      top = new TopValues(topValues);
    }
  }

  DataSummary(FeatureSet set, int topValues) {
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new PartSummary();
    }
    features = new FeatureSummary[set.features().size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = new FeatureSummary(topValues);
    }
  }

  PartSummary part(Part part) {
    return parts[part.index()];
  }

  /** The feature at a position of the whole feature set. */
  FeatureSummary feature(int position) {
    return features[position];
  }

  /** Examples of all parts. */
  long examples() {
    long sum = 0;
    for (PartSummary part : parts) {
      sum += part.examples;
    }
    return sum;
  }

  long leftOut() {
    return leftOut;
  }

  void addLeftOut() {
    leftOut++;
  }

  void addBad(String reason, long records) {
    bad.merge(reason, records, Long::sum);
  }

  void addBadExample(String reason, String record) {
    if (badExamples.size() < BAD_EXAMPLES) {
      badExamples.add(reason + ": " + record);
    }
  }

  /** Bad records by reason. */
  Map<String, Long> bad() {
    return bad;
  }

  List<String> badExamples() {
    return badExamples;
  }

  long badRecords() {
    return bad.values().stream().mapToLong(Long::longValue).sum();
  }

  void merge(DataSummary other) {
    for (int i = 0; i < parts.length; i++) {
      parts[i].examples += other.parts[i].examples;
      parts[i].labels.add(other.parts[i].labels);
      parts[i].weights.add(other.parts[i].weights);
    }
    for (int i = 0; i < features.length; i++) {
      features[i].missing += other.features[i].missing;
      features[i].sum.add(other.features[i].sum);
      features[i].squares.add(other.features[i].squares);
      features[i].distinct += other.features[i].distinct;
      other.features[i].top.values().forEach(features[i].top::add);
    }
    leftOut += other.leftOut;
    other.bad.forEach(this::addBad);
    other.badExamples.stream()
        .limit(BAD_EXAMPLES - (long) badExamples.size())
        .forEach(badExamples::add);
  }
}
