/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.unifiedembedding.embedding.loader.EmbeddingTable;

/**
 * The values whose vectors point in the most similar direction.
 *
 * @param feature its name
 * @param value whose neighbours they are
 * @param nearest most similar first
 */
public record Neighbours(String feature, String value, List<Neighbour> nearest) {
  /** Rarer values have noisy vectors that are near to everything. */
  private static final int CANDIDATES = 500;

  public Neighbours {
    nearest = List.copyOf(nearest);
  }

  /** A similar value with its cosine in [-1, 1]. */
  public record Neighbour(String value, double cosine) {}

  /**
   * The neighbours of a feature's most frequent values, among its {@value #CANDIDATES} most
   * frequent ones.
   *
   * @param of how many values
   * @param nearest how many neighbours of each
   */
  static List<Neighbours> of(EmbeddingTable table, ValueCounts values, int of, int nearest) {
    int size = Math.min(values.size(), CANDIDATES);
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      vectors.add(table.vector(values.feature(), values.fingerprints()[i]));
    }
    return IntStream.range(0, Math.min(of, size))
        .mapToObj(
            i ->
                new Neighbours(
                    values.feature(), values.label(i), nearest(values, vectors, i, nearest)))
        .toList();
  }

  private static List<Neighbour> nearest(
      ValueCounts values, List<float[]> vectors, int own, int limit) {
    return IntStream.range(0, vectors.size())
        .filter(i -> i != own)
        .mapToObj(i -> new Neighbour(values.label(i), Cosine.of(vectors.get(own), vectors.get(i))))
        .sorted(Comparator.comparingDouble(Neighbour::cosine).reversed())
        .limit(limit)
        .toList();
  }
}
