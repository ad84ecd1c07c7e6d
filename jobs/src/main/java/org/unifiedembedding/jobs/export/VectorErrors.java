/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.export;

import java.io.Serializable;
import org.unifiedembedding.embedding.snapshot.Export;

/** Distances of rows that were read back from the rows they were made of. Not thread-safe. */
final class VectorErrors implements Serializable {
  private static final long serialVersionUID = 1L;

  private long rows;
  private long floats;
  private double maxError;
  private double squares;
  private double cosines;
  private double minCosine = 1;

  /** Adds a pair of rows; one of zeros says nothing and is left out. */
  void add(float[] row, float[] readBack) {
    double product = 0;
    double norm = 0;
    double normBack = 0;
    for (int i = 0; i < row.length; i++) {
      double error = Math.abs((double) row[i] - readBack[i]);
      maxError = Math.max(maxError, error);
      squares += error * error;
      product += (double) row[i] * readBack[i];
      norm += (double) row[i] * row[i];
      normBack += (double) readBack[i] * readBack[i];
    }
    if (norm == 0) {
      return;
    }
    double cosine = normBack == 0 ? 0 : Math.min(1, product / Math.sqrt(norm * normBack));
    rows++;
    floats += row.length;
    cosines += cosine;
    minCosine = Math.min(minCosine, cosine);
  }

  void merge(VectorErrors other) {
    rows += other.rows;
    floats += other.floats;
    maxError = Math.max(maxError, other.maxError);
    squares += other.squares;
    cosines += other.cosines;
    minCosine = Math.min(minCosine, other.minCosine);
  }

  Export.VectorLoss loss() {
    return rows == 0
        ? Export.VectorLoss.NONE
        : new Export.VectorLoss(
            rows, maxError, Math.sqrt(squares / floats), cosines / rows, minCosine);
  }
}
