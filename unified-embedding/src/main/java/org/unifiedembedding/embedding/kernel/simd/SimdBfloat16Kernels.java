/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel.simd;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.unifiedembedding.embedding.kernel.Bfloat16Kernels;
import org.unifiedembedding.embedding.kernel.ScalarBfloat16Kernels;

/** Eight floats at a time; what is left of a row that is no multiple of eight goes one by one. */
public final class SimdBfloat16Kernels implements Bfloat16Kernels {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_256;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_128;
  private static final int LANES = 8;
  private static final int INFINITY = 0x7f800000;
  private static final int QUIET = 0x40;

  @Override
  public void shorten(
      float[] values, int offset, int stride, int count, int width, ByteBuffer out) {
    int at = out.position();
    for (int i = 0, row = offset; i < count; i++, row += stride) {
      int d = 0;
      for (; d <= width - LANES; d += LANES, at += LANES * Short.BYTES) {
        IntVector bits = FloatVector.fromArray(FLOATS, values, row + d).reinterpretAsInts();
        IntVector upper = bits.lanewise(VectorOperators.LSHR, 16);
        VectorMask<Integer> nan = bits.and(Integer.MAX_VALUE).compare(VectorOperators.GT, INFINITY);
        IntVector rounded = bits.add(upper.and(1)).add(0x7fff).lanewise(VectorOperators.LSHR, 16);
        ((ShortVector)
                rounded.blend(upper.or(QUIET), nan).convertShape(VectorOperators.I2S, SHORTS, 0))
            .intoByteBuffer(out, at, LITTLE_ENDIAN);
      }
      for (; d < width; d++, at += Short.BYTES) {
        out.putShort(at, ScalarBfloat16Kernels.shorten(values[row + d]));
      }
    }
    out.position(at);
  }

  /** The sign that widening spreads into the upper half is shifted out with it. */
  @Override
  public void lengthen(
      ByteBuffer in, float[] values, int offset, int stride, int count, int width) {
    int at = in.position();
    for (int i = 0, row = offset; i < count; i++, row += stride) {
      int d = 0;
      for (; d <= width - LANES; d += LANES, at += LANES * Short.BYTES) {
        ((IntVector)
                ShortVector.fromByteBuffer(SHORTS, in, at, LITTLE_ENDIAN)
                    .convertShape(VectorOperators.S2I, INTS, 0))
            .lanewise(VectorOperators.LSHL, 16)
            .reinterpretAsFloats()
            .intoArray(values, row + d);
      }
      for (; d < width; d++, at += Short.BYTES) {
        values[row + d] = ScalarBfloat16Kernels.lengthen(in.getShort(at));
      }
      if (width < stride) {
        Arrays.fill(values, row + width, row + stride, 0);
      }
    }
    in.position(at);
  }
}
