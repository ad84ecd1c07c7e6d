/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.feature.CrossFeature;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;

/** Counts the examples of a map task and the values of those of the training part. */
final class TaskCounter {
  private final DataSummary summary;
  private final ValueCounter values = new ValueCounter();
  private final int[] single;
  private final int[] multi;
  private final int[] numeric;
  private final List<Cross> crosses = new ArrayList<>();

  /** A cross: its position among the features and its parts' among the single-valued ones. */
  private record Cross(int feature, int[] parts) {}

  TaskCounter(RecordPlan plan, int topValues) {
    FeatureSet features = plan.features();
    this.summary = new DataSummary(features, topValues);
    List<String> names = features.features().stream().map(Feature::name).toList();
    this.single = features.singleValued().stream().mapToInt(names::indexOf).toArray();
    this.multi = features.multiValued().stream().mapToInt(names::indexOf).toArray();
    this.numeric = features.numeric().stream().mapToInt(f -> names.indexOf(f.name())).toArray();
    for (Feature feature : features.features()) {
      if (feature instanceof CrossFeature cross) {
        int[] parts = cross.parts().stream().mapToInt(features.singleValued()::indexOf).toArray();
        crosses.add(new Cross(names.indexOf(cross.name()), parts));
      }
    }
  }

  void leftOut() {
    summary.addLeftOut();
  }

  void bad(String reason, byte[] record) {
    summary.addBad(reason, 1);
    summary.addBadExample(reason, new String(record, StandardCharsets.UTF_8));
  }

  /** Whether the counted values must be drained before the next record. */
  boolean full() {
    return values.full();
  }

  boolean empty() {
    return values.empty();
  }

  boolean drainNext(ValueCounter.Sink sink) {
    return values.drainNext(sink);
  }

  DataSummary summary() {
    return summary;
  }

  void count(Part part, RecordEncoder record) {
    DataSummary.PartSummary counts = summary.part(part);
    counts.examples++;
    counts.labels.add(record.label());
    counts.weights.add(record.weight());
    if (part != Part.TRAIN) {
      return;
    }
    for (int i = 0; i < single.length; i++) {
      count(single[i], record.single(i));
    }
    for (int i = 0; i < multi.length; i++) {
      count(multi[i], record.multi(i));
    }
    for (int i = 0; i < numeric.length; i++) {
      count(numeric[i], record.numeric(i));
    }
    for (Cross cross : crosses) {
      values.add(cross.feature(), fingerprint(cross, record), null);
    }
  }

  private void count(int feature, FeatureValues list) {
    if (list.missing()) {
      summary.feature(feature).missing++;
    }
    for (int i = 0; i < list.size(); i++) {
      values.add(feature, list.fingerprint(i), list.text(i));
    }
  }

  private void count(int feature, double number) {
    DataSummary.FeatureSummary counts = summary.feature(feature);
    if (Double.isNaN(number)) {
      counts.missing++;
      return;
    }
    counts.sum.add(number);
    counts.squares.addSquare(number);
  }

  private static long fingerprint(Cross cross, RecordEncoder record) {
    int[] parts = cross.parts();
    long first = record.single(parts[0]).fingerprint(0);
    long second = record.single(parts[1]).fingerprint(0);
    return parts.length == 2
        ? Fingerprint.cross(first, second)
        : Fingerprint.cross(first, second, record.single(parts[2]).fingerprint(0));
  }
}
