/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

/**
 * The hash spreads the values that real features have: sequential numbers, under many names and
 * chunks. The counts are fixed by the code, so no test fails by chance.
 */
class RowHashTest {
  private static final int VALUES = 100_000;
  private static final int CELLS = 1024;

  @Test
  void rowsOfEveryStreamAreUniform() {
    TableGeometry geometry = new TableGeometry(32, CELLS / 32, 0, 1);
    double sum = 0;
    for (int stream = 0; stream < 32; stream++) {
      long seed = RowHash.seed("feature" + stream / 4, stream % 4);
      long[] counts = new long[CELLS];
      for (int value = 0; value < VALUES; value++) {
        counts[(int) geometry.hashedRow(RowHash.hash(Fingerprint.of(value), seed))]++;
      }
      double z = standardisedChiSquare(counts, VALUES);
      assertThat(z).as("stream %d", stream).isEqualTo(0, offset(4.0));
      sum += z;
    }
    assertThat(sum / Math.sqrt(32)).isEqualTo(0, offset(4.0));
  }

  @Test
  void bucketAndOffsetAreIndependentOfAnUnevenSize() {
    TableGeometry geometry = new TableGeometry(7, 13, 0, 1);
    long seed = RowHash.seed("user", 0);
    long[] counts = new long[7 * 13];
    for (int value = 0; value < VALUES; value++) {
      counts[(int) geometry.hashedRow(RowHash.hash(Fingerprint.of(value), seed))]++;
    }
    assertThat(standardisedChiSquare(counts, VALUES)).isEqualTo(0, offset(4.0));
  }

  @Test
  void chunksAndFeaturesAreIndependent() {
    TableGeometry geometry = new TableGeometry(1, 32, 0, 1);
    long first = RowHash.seed("user", 0);
    for (long second :
        new long[] {RowHash.seed("user", 1), RowHash.seed("movie", 0), RowHash.seed("user1", 0)}) {
      long[] pairs = new long[CELLS];
      for (int value = 0; value < VALUES; value++) {
        long fingerprint = Fingerprint.of(value);
        long row = geometry.hashedRow(RowHash.hash(fingerprint, first));
        pairs[(int) (row * 32 + geometry.hashedRow(RowHash.hash(fingerprint, second)))]++;
      }
      assertThat(standardisedChiSquare(pairs, VALUES)).isEqualTo(0, offset(4.0));
    }
  }

  @Test
  void seedsTellChunkTenFromFeatureEndingInOne() {
    assertThat(RowHash.seed("user1", 0)).isNotEqualTo(RowHash.seed("user", 10));
    assertThat(RowHash.seed("user", 10)).isEqualTo(Fingerprint.of("user#10"));
  }

  /** Chi-square against the even spread, less its mean, in units of its deviation. */
  private static double standardisedChiSquare(long[] counts, long total) {
    double expected = (double) total / counts.length;
    double chiSquare = 0;
    for (long count : counts) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    double freedom = counts.length - 1;
    return (chiSquare - freedom) / Math.sqrt(2 * freedom);
  }
}
