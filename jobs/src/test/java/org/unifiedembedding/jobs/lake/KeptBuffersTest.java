/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class KeptBuffersTest {
  private final KeptBuffers buffers = new KeptBuffers();

  @Test
  void aReleasedBufferIsGivenAgain() {
    ByteBuffer first = buffers.allocate(1000);
    first.putInt(7);
    buffers.release(first);
    ByteBuffer second = buffers.allocate(600);
    assertThat(second).isSameAs(first);
    assertThat(second.position()).isZero();
    assertThat(second.remaining()).isEqualTo(600);
  }

  @Test
  void twoThatAreTakenAreNeverTheSame() {
    ByteBuffer first = buffers.allocate(64);
    ByteBuffer second = buffers.allocate(64);
    assertThat(second).isNotSameAs(first);
    buffers.release(first);
    buffers.release(first);
    assertThat(buffers.allocate(64)).isSameAs(first);
    assertThat(buffers.allocate(64)).isNotSameAs(first).isNotSameAs(second);
  }

  @Test
  void aBufferHasAtLeastTheSizeAskedFor() {
    for (int size : new int[] {0, 1, 2, 3, 4, 5, 127, 128, 129, 1 << 20, (1 << 20) + 1}) {
      ByteBuffer buffer = buffers.allocate(size);
      assertThat(buffer.remaining()).isEqualTo(size);
      buffers.release(buffer);
      assertThat(buffers.allocate(size)).isSameAs(buffer);
    }
  }

  @Test
  void allAreFreeOnceAllAreReleased() {
    ByteBuffer first = buffers.allocate(100);
    buffers.releaseAll();
    assertThat(buffers.allocate(100)).isSameAs(first);
  }

  @Test
  void strangersAreLeftAlone() {
    ByteBuffer stranger = ByteBuffer.allocate(128);
    buffers.release(stranger);
    assertThat(buffers.allocate(128)).isNotSameAs(stranger);
  }
}
