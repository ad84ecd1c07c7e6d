/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.metric;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Metrics of the examples of each of some values of a feature, known by their fingerprints. Not
 * thread-safe.
 */
public final class SlicedMetrics implements Serializable {

  private static final long serialVersionUID = 1L;

  private final TreeMap<Long, MetricsAccumulator> slices = new TreeMap<>();

  /** Watches these fingerprints; examples of all others are left out. */
  public SlicedMetrics(Set<Long> fingerprints) {
    for (Long fingerprint : fingerprints) {
      slices.put(fingerprint, new MetricsAccumulator());
    }
  }

  /** Adds one example if its value is watched. */
  public void add(long fingerprint, float logit, float label, float weight) {
    MetricsAccumulator slice = slices.get(fingerprint);
    if (slice != null) {
      slice.add(logit, label, weight);
    }
  }

  /** Adds the examples of another one that watches the same fingerprints. */
  public void merge(SlicedMetrics other) {
    if (!slices.keySet().equals(other.slices.keySet())) {
      throw new IllegalArgumentException(
          "Invalid slices to merge: "
              + other.slices.keySet()
              + " (must be "
              + slices.keySet()
              + ")");
    }
    var theirs = other.slices.values().iterator();
    slices.values().forEach(slice -> slice.merge(theirs.next()));
  }

  /** The metrics by fingerprint, in ascending order of the fingerprint. */
  public Map<Long, Metrics> metrics() {
    Map<Long, Metrics> metrics = new TreeMap<>();
    slices.forEach((fingerprint, slice) -> metrics.put(fingerprint, slice.metrics()));
    return metrics;
  }
}
