/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.score;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.unifiedembedding.embedding.example.ExampleBlock;
import org.unifiedembedding.embedding.metric.MetricsAccumulator;
import org.unifiedembedding.embedding.metric.SlicedMetrics;

/**
 * Metrics of scored examples, over all of them and by slice. Merged in the same order, parts give
 * the same bits.
 */
public final class Scores implements Serializable {
  private static final long serialVersionUID = 1L;

  private final MetricsAccumulator all = new MetricsAccumulator();
  private final List<Slicing> slicings;
  private final List<SlicedMetrics> slices;

  /**
   * Slices by the values of a single-valued feature.
   *
   * @param column position of the feature among the single-valued columns of the examples
   * @param fingerprints the values that are watched
   */
  public record Slicing(String feature, int column, Set<Long> fingerprints)
      implements Serializable {
    public Slicing {
      fingerprints = Set.copyOf(fingerprints);
    }
  }

  Scores(List<Slicing> slicings) {
    this.slicings = List.copyOf(slicings);
    this.slices =
        this.slicings.stream().map(slicing -> new SlicedMetrics(slicing.fingerprints())).toList();
  }

  void add(ExampleBlock block, int columns, int example, float logit) {
    float label = block.labels()[example];
    float weight = block.weights()[example];
    all.add(logit, label, weight);
    for (int s = 0; s < slices.size(); s++) {
      slices
          .get(s)
          .add(block.single()[example * columns + slicings.get(s).column()], logit, label, weight);
    }
  }

  void merge(Scores other) {
    all.merge(other.all);
    IntStream.range(0, slices.size()).forEach(s -> slices.get(s).merge(other.slices.get(s)));
  }

  /** All examples. */
  public MetricsAccumulator all() {
    return all;
  }

  /** What was sliced. */
  public List<Slicing> slicings() {
    return slicings;
  }

  /** Metrics by fingerprint of each slicing, in the order of {@link #slicings}. */
  public List<SlicedMetrics> slices() {
    return slices;
  }
}
