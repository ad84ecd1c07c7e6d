/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ApportionmentTest {
  private static final long SEED = Long.getLong("test.seed", 20260101);

  @Test
  void givesTheRestToTheLargestRemainders() {
    // Quotas 4.7, 3.2, 2.1: one left, which goes to the first.
    assertThat(Apportionment.of(10, new long[] {47, 32, 21})).containsExactly(5, 3, 2);
  }

  @Test
  void prefersTheEarlierOfEqualRemainders() {
    assertThat(Apportionment.of(5, new long[] {1, 1, 1})).containsExactly(2, 2, 1);
  }

  @Test
  void takesTheRowOfATinyWeightFromTheLargest() {
    assertThat(Apportionment.of(10, new long[] {1, 1_000_000, 1})).containsExactly(1, 8, 1);
  }

  @Test
  void isWithinARowOfProportionalAndSumsExactly() {
    Random random = new Random(SEED);
    for (int round = 0; round < 200; round++) {
      long[] weights = random.longs(1 + random.nextInt(40), 1_000, 1_000_000_000L).toArray();
      long total = 10_000_000_000L + random.nextInt();
      double sum = Arrays.stream(weights).sum();
      long[] shares = Apportionment.of(total, weights);
      assertThat(Arrays.stream(shares).sum()).as("test.seed %d", SEED).isEqualTo(total);
      for (int i = 0; i < shares.length; i++) {
        assertThat(Math.abs(shares[i] - total * (weights[i] / sum))).isLessThanOrEqualTo(1.001);
      }
    }
  }
}
