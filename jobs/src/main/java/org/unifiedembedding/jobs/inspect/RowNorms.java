/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.loader.EmbeddingTable;

/**
 * The Euclidean norms of the rows that training touched. Rows of zeros count as untouched.
 *
 * @param rows rows that were measured
 * @param every distance of the measured rows in the table; 1: all were measured
 * @param mean mean norm
 * @param median norm that half of the rows reach
 * @param percentile99 norm that one row of a hundred reaches
 * @param maximum largest norm
 * @param binWidth width of a bin of the histogram; the first starts at 0
 * @param bins rows of each bin
 */
public record RowNorms(
    long rows,
    long every,
    double mean,
    double median,
    double percentile99,
    double maximum,
    double binWidth,
    List<Long> bins) {
  private static final int BINS = 40;

  /** Reading so many rows takes about a second. */
  private static final int MAX_MEASURED = 4_000_000;

  public RowNorms {
    bins = List.copyOf(bins);
  }

  /** Measures the rows of a version; of a large one, every so many-th row. */
  static RowNorms of(EmbeddingTable table) {
    TableGeometry geometry = table.layout().geometry();
    long every = (geometry.rows() + MAX_MEASURED - 1) / MAX_MEASURED;
    double[] norms = new double[(int) ((geometry.rows() + every - 1) / every)];
    float[] vector = new float[geometry.width()];
    int touched = 0;
    for (long row = 0; row < geometry.rows(); row += every) {
      table.read(row, vector, 0);
      double norm = norm(vector);
      if (norm > 0) {
        norms[touched++] = norm;
      }
    }
    return of(Arrays.copyOf(norms, touched), every);
  }

  /** Statistics of norms &gt; 0; all zeros where there are none. */
  static RowNorms of(double[] norms, long every) {
    double[] sorted = norms.clone();
    Arrays.sort(sorted);
    double maximum = sorted.length == 0 ? 0 : sorted[sorted.length - 1];
    double binWidth = maximum == 0 ? 1 : maximum / BINS;
    long[] bins = new long[BINS];
    for (double norm : sorted) {
      bins[Math.min(BINS - 1, (int) (norm / binWidth))]++;
    }
    return new RowNorms(
        sorted.length,
        every,
        DoubleStream.of(sorted).average().orElse(0),
        quantile(sorted, 0.5),
        quantile(sorted, 0.99),
        maximum,
        binWidth,
        IntStream.range(0, BINS).mapToObj(i -> bins[i]).toList());
  }

  private static double quantile(double[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) (share * (sorted.length - 1))];
  }

  private static double norm(float[] vector) {
    double sum = 0;
    for (float value : vector) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }
}
