/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.kernel.Bfloat16Kernels;

/** How the floats of rows are written on one connection. Heads are always 32-bit floats. */
public enum ValueFormat {
  /** 32-bit floats, bit by bit. */
  FLOAT32(0, Float.BYTES) {
    @Override
    void put(float[] values, int offset, int stride, int count, int width, ByteBuffer out) {
      FloatBuffer floats = out.asFloatBuffer();
      if (width == stride) {
        floats.put(values, offset, count * width);
      } else {
        for (int i = 0, row = offset; i < count; i++, row += stride) {
          floats.put(values, row, width);
        }
      }
      out.position(out.position() + count * width * Float.BYTES);
    }

    @Override
    void take(ByteBuffer in, float[] values, int offset, int stride, int count, int width) {
      FloatBuffer floats = in.asFloatBuffer();
      if (width == stride) {
        floats.get(values, offset, count * width);
      } else {
        for (int i = 0, row = offset; i < count; i++, row += stride) {
          floats.get(values, row, width);
          Arrays.fill(values, row + width, row + stride, 0);
        }
      }
      in.position(in.position() + count * width * Float.BYTES);
    }
  },

  /** The upper halves of 32-bit floats, rounded to the nearest. */
  BFLOAT16(1, Short.BYTES) {
    @Override
    void put(float[] values, int offset, int stride, int count, int width, ByteBuffer out) {
      KERNELS.shorten(values, offset, stride, count, width, out);
    }

    @Override
    void take(ByteBuffer in, float[] values, int offset, int stride, int count, int width) {
      KERNELS.lengthen(in, values, offset, stride, count, width);
    }
  };

  private static final Bfloat16Kernels KERNELS = Bfloat16Kernels.best();

  private final int code;
  private final int bytes;

  ValueFormat(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** The number that stands for the format in a handshake. */
  int code() {
    return code;
  }

  /** Bytes of a value. */
  int bytes() {
    return bytes;
  }

  /** Appends rows, which lie at {@code values[offset + i * stride]}, to a buffer with room. */
  abstract void put(float[] values, int offset, int stride, int count, int width, ByteBuffer out);

  /** Reads rows out of a buffer; entries [width, stride) of each become 0. */
  abstract void take(ByteBuffer in, float[] values, int offset, int stride, int count, int width);

  /** The format of a number; null when there is none. */
  static @Nullable ValueFormat of(int code) {
    for (ValueFormat format : values()) {
      if (format.code == code) {
        return format;
      }
    }
    return null;
  }
}
