/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.diff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.jobs.inspect.Cosine;
import org.unifiedembedding.jobs.inspect.ValueCounts;

/**
 * How far the vectors of a feature's most frequent values moved between two versions.
 *
 * <p>Norms and cosines compare vector with vector, which means something where the later version
 * was trained on from the earlier one: another start gives other axes. The overlap of nearest
 * neighbours does not depend on the axes.
 *
 * @param feature its name
 * @param values that were compared
 * @param normBefore mean Euclidean norm of their vectors in the earlier version
 * @param normAfter the same in the later version
 * @param meanCosine mean cosine of a value's vectors; null where their lengths differ
 * @param leastCosine the least one; null where their lengths differ
 * @param neighbourOverlap mean share of a value's nearest neighbours, among the values compared,
 *     that are its nearest in both versions; null where there are too few values
 */
public record FeatureDrift(
    String feature,
    int values,
    double normBefore,
    double normAfter,
    @Nullable Double meanCosine,
    @Nullable Double leastCosine,
    @Nullable Double neighbourOverlap) {

  /** Neighbours of each value that are compared. */
  static final int NEIGHBOURS = 10;

  /** With fewer values than twice the neighbours, chance alone makes most of them common. */
  private static final int LEAST_VALUES = 2 * NEIGHBOURS;

  /** Change of the mean norm by the earlier one; 0 where nothing was there and nothing is. */
  public double normDrift() {
    return normBefore == normAfter ? 0 : normAfter / normBefore - 1;
  }

  /**
   * Compares the most frequent values of a feature that both versions embed.
   *
   * @param values most frequent first
   * @param limit values that are compared at most; time and memory grow with its square
   */
  static FeatureDrift of(
      EmbeddingTable before, EmbeddingTable after, ValueCounts values, int limit) {
    int size = Math.min(values.size(), limit);
    List<float[]> was = vectors(before, values, size);
    List<float[]> is = vectors(after, values, size);
    boolean sameLength = size > 0 && was.get(0).length == is.get(0).length;
    double[] cosines =
        IntStream.range(0, sameLength ? size : 0)
            .mapToDouble(i -> Cosine.of(was.get(i), is.get(i)))
            .toArray();
    return new FeatureDrift(
        values.feature(),
        size,
        meanNorm(was),
        meanNorm(is),
        sameLength ? mean(cosines) : null,
        sameLength
            ? IntStream.range(0, size).mapToDouble(i -> cosines[i]).min().orElseThrow()
            : null,
        size < LEAST_VALUES ? null : overlap(was, is));
  }

  private static List<float[]> vectors(EmbeddingTable table, ValueCounts values, int size) {
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      vectors.add(table.vector(values.feature(), values.fingerprints()[i]));
    }
    return vectors;
  }

  private static double meanNorm(List<float[]> vectors) {
    return vectors.stream().mapToDouble(FeatureDrift::norm).average().orElse(0);
  }

  private static double norm(float[] vector) {
    double sum = 0;
    for (float value : vector) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  private static double mean(double[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElseThrow();
  }

  private static double overlap(List<float[]> was, List<float[]> is) {
    return IntStream.range(0, was.size())
        .mapToDouble(
            i -> {
              Set<Integer> common = new HashSet<>(nearest(was, i));
              common.retainAll(nearest(is, i));
              return (double) common.size() / NEIGHBOURS;
            })
        .average()
        .orElseThrow();
  }

  private static List<Integer> nearest(List<float[]> vectors, int own) {
    double[] cosines =
        vectors.stream().mapToDouble(other -> Cosine.of(vectors.get(own), other)).toArray();
    return IntStream.range(0, vectors.size())
        .filter(i -> i != own)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -cosines[i]))
        .limit(NEIGHBOURS)
        .toList();
  }
}
