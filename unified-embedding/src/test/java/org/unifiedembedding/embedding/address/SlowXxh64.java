/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import java.math.BigInteger;

/**
 * XXH64 once more, from the text of the xxHash specification, byte by byte in numbers without a
 * limit that are cut to 64 bits after each step. Shares nothing with the fast one.
 */
final class SlowXxh64 {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(64);
  private static final BigInteger P1 = new BigInteger("11400714785074694791");
  private static final BigInteger P2 = new BigInteger("14029467366897019727");
  private static final BigInteger P3 = new BigInteger("1609587929392839161");
  private static final BigInteger P4 = new BigInteger("9650029242287828579");
  private static final BigInteger P5 = new BigInteger("2870177450012600261");

  private SlowXxh64() {}

  static long hash(byte[] input, long signedSeed) {
    BigInteger seed = cut(BigInteger.valueOf(signedSeed));
    BigInteger acc;
    int position = 0;
    if (input.length < 32) {
      acc = cut(seed.add(P5));
    } else {
      BigInteger[] lanes = {
        cut(seed.add(P1).add(P2)), cut(seed.add(P2)), seed, cut(seed.subtract(P1))
      };
      while (input.length - position >= 32) {
        for (int lane = 0; lane < 4; lane++) {
          lanes[lane] = round(lanes[lane], number(input, position, 8));
          position += 8;
        }
      }
      int[] turns = {1, 7, 12, 18};
      acc = BigInteger.ZERO;
      for (int lane = 0; lane < 4; lane++) {
        acc = cut(acc.add(rotate(lanes[lane], turns[lane])));
      }
      for (BigInteger lane : lanes) {
        acc = cut(acc.xor(round(BigInteger.ZERO, lane)).multiply(P1).add(P4));
      }
    }
    return finish(rest(cut(acc.add(BigInteger.valueOf(input.length))), input, position));
  }

  private static BigInteger rest(BigInteger start, byte[] input, int from) {
    BigInteger acc = start;
    int position = from;
    while (position < input.length) {
      int left = input.length - position;
      if (left >= 8) {
        acc = acc.xor(round(BigInteger.ZERO, number(input, position, 8)));
        acc = cut(rotate(acc, 27).multiply(P1).add(P4));
        position += 8;
      } else if (left >= 4) {
        acc = acc.xor(cut(number(input, position, 4).multiply(P1)));
        acc = cut(rotate(acc, 23).multiply(P2).add(P3));
        position += 4;
      } else {
        acc = acc.xor(cut(number(input, position, 1).multiply(P5)));
        acc = cut(rotate(acc, 11).multiply(P1));
        position += 1;
      }
    }
    return acc;
  }

  private static long finish(BigInteger start) {
    BigInteger acc = cut(start.xor(start.shiftRight(33)).multiply(P2));
    acc = cut(acc.xor(acc.shiftRight(29)).multiply(P3));
    return acc.xor(acc.shiftRight(32)).longValue();
  }

  private static BigInteger round(BigInteger acc, BigInteger word) {
    return cut(rotate(cut(acc.add(word.multiply(P2))), 31).multiply(P1));
  }

  private static BigInteger rotate(BigInteger value, int turns) {
    return cut(value.shiftLeft(turns)).or(value.shiftRight(64 - turns));
  }

  private static BigInteger number(byte[] input, int from, int length) {
    BigInteger number = BigInteger.ZERO;
    for (int i = length - 1; i >= 0; i--) {
      number = number.shiftLeft(8).or(BigInteger.valueOf(Byte.toUnsignedInt(input[from + i])));
    }
    return number;
  }

  private static BigInteger cut(BigInteger value) {
    return value.mod(MODULUS);
  }
}
