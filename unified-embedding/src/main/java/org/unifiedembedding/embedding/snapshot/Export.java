/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * What a version that was exported in another format lost.
 *
 * @param format of its rows
 * @param source SHA-256 of the manifest of the version that it was made from
 * @param vectors how far its rows are from those
 * @param scores how its scores compare, null: there were no examples to compare on
 */
public record Export(
    RowFormat format, String source, VectorLoss vectors, @Nullable ScoreLoss scores) {

  /**
   * Distances of touched rows from the version's, as vectors.
   *
   * @param rows that were compared: all that are not zeros
   * @param maxError greatest difference of two floats
   * @param rmsError root of the mean square difference of two floats
   * @param meanCosine mean cosine of two rows; 1 without rows
   * @param minCosine least cosine of two rows; 1 without rows
   */
  public record VectorLoss(
      long rows, double maxError, double rmsError, double meanCosine, double minCosine) {
    /** Nothing compared. */
    public static final VectorLoss NONE = new VectorLoss(0, 0, 0, 1, 1);
  }

  /**
   * Metrics on the same examples.
   *
   * @param part of the prepared examples: test, or validation where there is no test part
   * @param examples number of them
   * @param sourceAuc of the version
   * @param auc of the export
   * @param sourceLogLoss of the version
   * @param logLoss of the export
   */
  public record ScoreLoss(
      String part,
      long examples,
      double sourceAuc,
      double auc,
      double sourceLogLoss,
      double logLoss) {}
}
