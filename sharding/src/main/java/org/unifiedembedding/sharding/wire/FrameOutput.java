/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.unifiedembedding.sharding.channel.Channel;
import org.unifiedembedding.sharding.store.HeadState;
import org.unifiedembedding.sharding.store.StateBlock;

/**
 * Puts values into a channel through one direct buffer that is used again and again; what does not
 * fit is sent on the way, the rest by {@link #flush}. Not thread-safe.
 */
public final class FrameOutput {
  private final Channel channel;
  private final ByteBuffer buffer;

  public FrameOutput(Channel channel) {
    this.channel = channel;
    buffer = ByteBuffer.allocateDirect(FrameInput.BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Sends what was put. */
  public void flush() throws IOException {
    if (buffer.position() > 0) {
      try {
        channel.write(buffer.flip());
      } finally {
        buffer.clear();
      }
    }
  }

  void putInt(int value) throws IOException {
    room(Integer.BYTES);
    buffer.putInt(value);
  }

  void putLong(long value) throws IOException {
    room(Long.BYTES);
    buffer.putLong(value);
  }

  void putDouble(double value) throws IOException {
    room(Double.BYTES);
    buffer.putDouble(value);
  }

  void putBytes(byte[] bytes) throws IOException {
    room(bytes.length);
    buffer.put(bytes);
  }

  void putInts(int[] source, int from, int count) throws IOException {
    for (int done = 0; done < count; ) {
      int some = Math.min(count - done, room(Integer.BYTES));
      buffer.asIntBuffer().put(source, from + done, some);
      buffer.position(buffer.position() + some * Integer.BYTES);
      done += some;
    }
  }

  void putFloats(float[] source, int count) throws IOException {
    for (int done = 0; done < count; ) {
      int some = Math.min(count - done, room(Float.BYTES));
      buffer.asFloatBuffer().put(source, done, some);
      buffer.position(buffer.position() + some * Float.BYTES);
      done += some;
    }
  }

  void putRows(ValueFormat format, float[] values, int offset, int stride, int count, int width)
      throws IOException {
    for (int done = 0; done < count; ) {
      int some = Math.min(count - done, room(width * format.bytes()));
      format.put(values, offset + done * stride, stride, some, width, buffer);
      done += some;
    }
  }

  void putStates(WireShape shape, StateBlock block) throws IOException {
    putInts(block.rows(), 0, block.count());
    putFloats(block.weights(), block.count() * shape.width());
    putFloats(block.state(), block.count() * shape.stateSize());
  }

  void putHeadState(WireShape shape, HeadState head) throws IOException {
    putLong(head.step());
    putFloats(head.weights(), shape.headParameters());
    putFloats(head.state(), shape.headStateSize());
  }

  /** How many items of some bytes fit, after making room for one. */
  private int room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
    return buffer.remaining() / bytes;
  }
}
