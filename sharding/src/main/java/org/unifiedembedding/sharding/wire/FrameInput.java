/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.unifiedembedding.sharding.channel.Channel;
import org.unifiedembedding.sharding.store.HeadState;

/**
 * Takes values out of a channel through one direct buffer that is used again and again. A system
 * call brings as much as has come and fits. Not thread-safe.
 */
public final class FrameInput {

  /** What a system call moves at most: from 32 KB on its own cost no longer shows. */
  static final int BUFFER_BYTES = 1 << 17;

  private final Channel channel;
  private final ByteBuffer buffer;

  public FrameInput(Channel channel) {
    this.channel = channel;
    buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).flip();
  }

  /** Waits for a header; false when the channel ends before its first byte. */
  boolean awaitFrame() throws IOException {
    if (!buffer.hasRemaining()) {
      buffer.clear();
      int bytes = channel.read(buffer);
      buffer.flip();
      if (bytes < 0) {
        return false;
      }
    }
    require(FrameHeader.BYTES);
    return true;
  }

  /** Next byte, without sign. */
  int takeByte() throws IOException {
    require(1);
    return buffer.get() & 0xff;
  }

  int takeInt() throws IOException {
    require(Integer.BYTES);
    return buffer.getInt();
  }

  long takeLong() throws IOException {
    require(Long.BYTES);
    return buffer.getLong();
  }

  double takeDouble() throws IOException {
    require(Double.BYTES);
    return buffer.getDouble();
  }

  void takeBytes(byte[] target) throws IOException {
    require(target.length);
    buffer.get(target);
  }

  void takeInts(int[] target, int count) throws IOException {
    for (int done = 0; done < count; ) {
      int some = Math.min(count - done, available(Integer.BYTES));
      buffer.asIntBuffer().get(target, done, some);
      buffer.position(buffer.position() + some * Integer.BYTES);
      done += some;
    }
  }

  void takeFloats(float[] target, int count) throws IOException {
    for (int done = 0; done < count; ) {
      int some = Math.min(count - done, available(Float.BYTES));
      buffer.asFloatBuffer().get(target, done, some);
      buffer.position(buffer.position() + some * Float.BYTES);
      done += some;
    }
  }

  void takeRows(ValueFormat format, float[] values, int offset, int stride, int count, int width)
      throws IOException {
    for (int done = 0; done < count; ) {
      int some = Math.min(count - done, available(width * format.bytes()));
      format.take(buffer, values, offset + done * stride, stride, some, width);
      done += some;
    }
  }

  HeadState takeHeadState(WireShape shape) throws IOException {
    long step = takeLong();
    float[] weights = new float[shape.headParameters()];
    takeFloats(weights, weights.length);
    float[] state = new float[shape.headStateSize()];
    takeFloats(state, state.length);
    return new HeadState(weights, state, step);
  }

  /** How many items of some bytes are there, after waiting for one. */
  private int available(int bytes) throws IOException {
    require(bytes);
    return buffer.remaining() / bytes;
  }

  private void require(int bytes) throws IOException {
    if (buffer.remaining() >= bytes) {
      return;
    }
    buffer.compact();
    try {
      while (buffer.position() < bytes) {
        if (channel.read(buffer) < 0) {
          throw new EOFException("the connection ended in the middle of a frame");
        }
      }
    } finally {
      buffer.flip();
    }
  }
}
