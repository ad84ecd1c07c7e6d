/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Splits rows in proportion to weights by largest remainders (Hamilton's method), in whole numbers,
 * so that every machine comes to the same split.
 */
final class Apportionment {
  private Apportionment() {}

  /**
   * Shares that sum to {@code total}, each at least 1; where a share is rounded up to 1 the largest
   * gives the row.
   *
   * @param total at least the number of weights
   * @param weights each at least 1; on equal remainders the earlier one wins
   */
  static long[] of(long total, long[] weights) {
    BigInteger sum = BigInteger.valueOf(Arrays.stream(weights).sum());
    long[] shares = new long[weights.length];
    BigInteger[] remainders = new BigInteger[weights.length];
    for (int i = 0; i < weights.length; i++) {
      BigInteger[] quotient =
          BigInteger.valueOf(total)
              .multiply(BigInteger.valueOf(weights[i]))
              .divideAndRemainder(sum);
      shares[i] = quotient[0].longValueExact();
      remainders[i] = quotient[1];
    }
    long left = total - Arrays.stream(shares).sum();
    IntStream.range(0, weights.length)
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> remainders[i]).reversed())
        .limit(left)
        .forEach(i -> shares[i]++);
    for (int i = 0; i < shares.length; i++) {
      if (shares[i] == 0) {
        shares[largest(shares)]--;
        shares[i] = 1;
      }
    }
    return shares;
  }

  private static int largest(long[] shares) {
    int largest = 0;
    for (int i = 1; i < shares.length; i++) {
      largest = shares[i] > shares[largest] ? i : largest;
    }
    return largest;
  }
}
