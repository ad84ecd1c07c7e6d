/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import static java.lang.Long.rotateLeft;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * XXH64 (Yann Collet, xxHash fast digest algorithm, 2012-2023), the hash of Spark SQL's xxhash64:
 * four lanes of eight bytes each over stripes of 32, then the rest in words of 8, 4 and 1 byte,
 * then an avalanche. Written here rather than taken from a library since two entry points of a few
 * lines are all that is needed, and the one of eight bytes must inline into the training loop.
 */
final class Xxh64 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long P1 = 0x9E3779B185EBCA87L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P3 = 0x165667B19E3779F9L;
  private static final long P4 = 0x85EBCA77C2B2AE63L;
  private static final long P5 = 0x27D4EB2F165667C5L;

  private Xxh64() {}

  /** The hash of bytes[offset] to bytes[offset + length - 1]. */
  static long hash(byte[] bytes, int offset, int length, long seed) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int end = offset + length;
    int stripesEnd = offset + (length & ~31);
    long hash = length < 32 ? seed + P5 : stripes(bytes, offset, stripesEnd, seed);
    hash += length;
    int at = stripesEnd;
    for (; at <= end - 8; at += 8) {
      hash = addLong(hash, (long) LONG.get(bytes, at));
    }
    if (at <= end - 4) {
      hash ^= ((int) INT.get(bytes, at) & 0xffffffffL) * P1;
      hash = rotateLeft(hash, 23) * P2 + P3;
      at += 4;
    }
    for (; at < end; at++) {
      hash ^= (bytes[at] & 0xffL) * P5;
      hash = rotateLeft(hash, 11) * P1;
    }
    return avalanche(hash);
  }

  /** The hash of the eight little-endian bytes of a value. */
  static long hash(long value, long seed) {
    return avalanche(addLong(seed + P5 + Long.BYTES, value));
  }

  private static long stripes(byte[] bytes, int from, int to, long seed) {
    long a = seed + P1 + P2;
    long b = seed + P2;
    long c = seed;
    long d = seed - P1;
    for (int at = from; at < to; at += 32) {
      a = round(a, (long) LONG.get(bytes, at));
      b = round(b, (long) LONG.get(bytes, at + 8));
      c = round(c, (long) LONG.get(bytes, at + 16));
      d = round(d, (long) LONG.get(bytes, at + 24));
    }
    long hash = rotateLeft(a, 1) + rotateLeft(b, 7) + rotateLeft(c, 12) + rotateLeft(d, 18);
    return merge(merge(merge(merge(hash, a), b), c), d);
  }

  private static long round(long lane, long word) {
    return rotateLeft(lane + word * P2, 31) * P1;
  }

  private static long merge(long hash, long lane) {
    return (hash ^ round(0, lane)) * P1 + P4;
  }

  private static long addLong(long hash, long word) {
    return rotateLeft(hash ^ round(0, word), 27) * P1 + P4;
  }

  private static long avalanche(long hash) {
    long h = (hash ^ (hash >>> 33)) * P2;
    h = (h ^ (h >>> 29)) * P3;
    return h ^ (h >>> 32);
  }
}
