/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import java.nio.charset.StandardCharsets;

/**
 * The 64 bits that stand for a value everywhere: XXH64 of the value's canonical text with seed 42,
 * equal to Spark SQL's xxhash64 of that text (docs/spec/hash.md). Fingerprints are signed, as in
 * Spark; every bit pattern is possible.
 */
public final class Fingerprint {
  /** The fingerprint of a missing value: the seed itself, as xxhash64(null) in Spark SQL. */
  public static final long MISSING = 42;

  /** Characters of the longest number, -9223372036854775808. */
  private static final int LONGEST_NUMBER = 20;

  private static final long TRUE = of("true");
  private static final long FALSE = of("false");

  private Fingerprint() {}

  /**
   * The fingerprint of a text's UTF-8 bytes, nothing normalised; an unpaired surrogate counts as a
   * question mark. Allocates these bytes.
   */
  public static long of(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return of(utf8, 0, utf8.length);
  }

  /** The fingerprint of text that is UTF-8 already, or of a binary value. */
  public static long of(byte[] utf8, int offset, int length) {
    return Xxh64.hash(utf8, offset, length, MISSING);
  }

  /** The fingerprint of an integer of any size: that of its decimal text. */
  public static long of(long integer) {
    byte[] text = new byte[LONGEST_NUMBER];
    int start = LONGEST_NUMBER;
    long rest = integer;
    do {
      text[--start] = (byte) ('0' + Math.abs(rest % 10));
      rest /= 10;
    } while (rest != 0);
    if (integer < 0) {
      text[--start] = '-';
    }
    return of(text, start, LONGEST_NUMBER - start);
  }

  /** The fingerprint of "true" or "false". */
  public static long of(boolean value) {
    return value ? TRUE : FALSE;
  }

  /** The fingerprint of a pair of values, order matters. Does not allocate. */
  public static long cross(long first, long second) {
    return Xxh64.hash(second, Xxh64.hash(first, MISSING));
  }

  /** The fingerprint of a triple of values, order matters. Does not allocate. */
  public static long cross(long first, long second, long third) {
    return Xxh64.hash(third, cross(first, second));
  }
}
