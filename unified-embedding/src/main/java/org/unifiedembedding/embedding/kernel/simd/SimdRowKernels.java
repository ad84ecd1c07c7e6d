/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.unifiedembedding.embedding.kernel.RowKernels;

/** Eight floats at a time; rows are padded to a multiple of eight, so gathers need no tail. */
public final class SimdRowKernels implements RowKernels {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;
  private static final int LANES = 8;

  @Override
  public void gather(
      float[] rows,
      int stride,
      int[] numbers,
      int from,
      int count,
      float[] out,
      int outOffset,
      int width) {
    for (int k = 0, to = outOffset; k < count; k++, to += width) {
      int row = numbers[from + k] * stride;
      for (int d = 0; d < width; d += LANES) {
        FloatVector.fromArray(S, rows, row + d).intoArray(out, to + d);
      }
    }
  }

  @Override
  public void scatterAdd(
      float[] rows,
      int stride,
      int[] numbers,
      int from,
      int count,
      float[] in,
      int inOffset,
      int width) {
    int whole = width - width % LANES;
    for (int k = 0, at = inOffset; k < count; k++, at += width) {
      int row = numbers[from + k] * stride;
      int d = 0;
      for (; d < whole; d += LANES) {
        FloatVector.fromArray(S, rows, row + d)
            .add(FloatVector.fromArray(S, in, at + d))
            .intoArray(rows, row + d);
      }
      for (; d < width; d++) {
        rows[row + d] += in[at + d];
      }
    }
  }
}
