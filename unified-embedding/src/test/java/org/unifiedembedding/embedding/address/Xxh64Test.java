/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Xxh64Test {
  private static final long SEED = Long.getLong("test.seed", 20260101);

  @Test
  void equalsTheSlowHashForEveryLengthAndOffset() {
    Random random = new Random(SEED);
    for (int length = 0; length <= 200; length++) {
      byte[] bytes = new byte[length + 16];
      random.nextBytes(bytes);
      int offset = random.nextInt(16);
      long seed = random.nextLong();
      assertThat(Xxh64.hash(bytes, offset, length, seed))
          .as("length %d, test.seed %d", length, SEED)
          .isEqualTo(SlowXxh64.hash(Arrays.copyOfRange(bytes, offset, offset + length), seed));
    }
  }

  @Test
  void hashesANumberAsItsLittleEndianBytes() {
    Random random = new Random(SEED);
    for (int i = 0; i < 1000; i++) {
      long value = random.nextLong();
      long seed = random.nextLong();
      byte[] bytes =
          ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
      assertThat(Xxh64.hash(value, seed)).isEqualTo(Xxh64.hash(bytes, 0, Long.BYTES, seed));
    }
  }

  @Test
  void refusesARangeOutsideTheBytes() {
    assertThatThrownBy(() -> Xxh64.hash(new byte[4], 2, 3, 0))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("Range [2, 2 + 3) out of bounds for length 4");
  }
}
