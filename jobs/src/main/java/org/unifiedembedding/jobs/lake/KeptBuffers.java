/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.parquet.bytes.ByteBufferAllocator;

/**
 * Memory of Parquet's readers and writers that is used again once it is released, so that reading
 * and writing megabytes for hours gives the garbage collector nothing. Sizes are powers of two.
 * Thread-safe: a file system may ask for buffers in threads of its own.
 */
public final class KeptBuffers implements ByteBufferAllocator {
  /** Longest array of every JVM. */
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private final List<List<ByteBuffer>> free = new ArrayList<>();
  private final Set<ByteBuffer> taken = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Nothing is kept yet. */
  public KeptBuffers() {
    for (int bits = 0; bits < Integer.SIZE; bits++) {
      free.add(new ArrayList<>());
    }
  }

  @Override
  public synchronized ByteBuffer allocate(int size) {
    int bits = bits(size);
    List<ByteBuffer> fitting = free.get(bits);
    ByteBuffer buffer =
        fitting.isEmpty()
            ? ByteBuffer.allocate((int) Math.min(1L << bits, LARGEST))
            : fitting.remove(fitting.size() - 1);
    taken.add(buffer);
    return buffer.clear().limit(size);
  }

  @Override
  public synchronized void release(ByteBuffer buffer) {
    if (taken.remove(buffer)) {
      free.get(bits(buffer.capacity())).add(buffer);
    }
  }

  /** Releases whatever was not, for readers that forget to. */
  public synchronized void releaseAll() {
    List.copyOf(taken).forEach(this::release);
  }

  private static int bits(int size) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, size - 1));
  }

  @Override
  public boolean isDirect() {
    return false;
  }
}
