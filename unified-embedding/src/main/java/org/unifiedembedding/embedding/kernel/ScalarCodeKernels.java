/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import java.nio.ByteBuffer;

/**
 * Plain loops, for JVMs without the Vector API and as the reference that SIMD is tested against.
 */
public final class ScalarCodeKernels implements CodeKernels {
  @Override
  public void gather(FloatRows in, long[] rows, int count, float[] y, int yOffset) {
    int width = in.width();
    for (int i = 0; i < count; i++) {
      System.arraycopy(in.array(rows[i]), in.at(rows[i]), y, yOffset + i * width, width);
    }
  }

  @Override
  public void floats(ByteBuffer in, int at, float[] y, int yOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = in.getFloat(at + Float.BYTES * i);
    }
  }

  @Override
  public void halves(ByteBuffer in, int at, float[] y, int yOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = Halves.decode(in.getShort(at + 2 * i));
    }
  }

  @Override
  public void bytes(ByteBuffer in, int at, float scale, int zero, float[] y, int yOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = scale * ((in.get(at + i) & 0xff) - zero);
    }
  }

  @Override
  public void nibbles(ByteBuffer in, int at, float scale, int zero, float[] y, int yOffset, int n) {
    for (int i = 0; i < n; i++) {
      int code = in.get(at + (i >> 1)) >> ((i & 1) * 4) & 0xf;
      y[yOffset + i] = scale * (code - zero);
    }
  }
}
