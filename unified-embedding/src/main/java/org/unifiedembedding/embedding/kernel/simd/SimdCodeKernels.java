/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel.simd;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.unifiedembedding.embedding.kernel.CodeKernels;
import org.unifiedembedding.embedding.kernel.FloatRows;
import org.unifiedembedding.embedding.kernel.ScalarCodeKernels;

/**
 * Eight floats at a time. Where codes are whole bytes, the end of a row that has eight is done by
 * eight lanes that end with it: writing a float twice is faster than a loop.
 */
public final class SimdCodeKernels implements CodeKernels {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_256;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_256;
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  private static final int LANES = 8;
  private static final ScalarCodeKernels SHORT = new ScalarCodeKernels();

  /** Bits of 2^-14, the least half with a full mantissa, as a float. */
  private static final int NORMAL = 0x38800000;

  private static final int REBIAS = (127 - 15) << 23;

  /** Where in an int the eight codes of 4 bits begin. */
  private static final IntVector NIBBLES = IntVector.zero(I).addIndex(4);

  /** A width that the compiler knows has no loop within a row: up to three times as many rows. */
  @Override
  public void gather(FloatRows in, long[] rows, int count, float[] y, int yOffset) {
    switch (in.width()) {
      case 8 -> gather(in, rows, count, y, yOffset, 8);
      case 16 -> gather(in, rows, count, y, yOffset, 16);
      case 32 -> gather(in, rows, count, y, yOffset, 32);
      case 64 -> gather(in, rows, count, y, yOffset, 64);
      default -> {
        if (in.width() < LANES) {
          SHORT.gather(in, rows, count, y, yOffset);
        } else {
          gather(in, rows, count, y, yOffset, in.width());
        }
      }
    }
  }

  private static void gather(
      FloatRows in, long[] rows, int count, float[] y, int yOffset, int width) {
    for (int i = 0; i < count; i++) {
      float[] array = in.array(rows[i]);
      int at = in.at(rows[i]);
      int to = yOffset + i * width;
      for (int d = 0; d < width; d += LANES) {
        int from = Math.min(d, width - LANES);
        FloatVector.fromArray(F, array, at + from).intoArray(y, to + from);
      }
    }
  }

  @Override
  public void floats(ByteBuffer in, int at, float[] y, int yOffset, int n) {
    if (n < LANES) {
      SHORT.floats(in, at, y, yOffset, n);
      return;
    }
    for (int i = 0; i < n; i += LANES) {
      int from = Math.min(i, n - LANES);
      FloatVector.fromByteBuffer(F, in, at + Float.BYTES * from, ORDER)
          .intoArray(y, yOffset + from);
    }
  }

  @Override
  public void halves(ByteBuffer in, int at, float[] y, int yOffset, int n) {
    if (n < LANES) {
      SHORT.halves(in, at, y, yOffset, n);
      return;
    }
    for (int i = 0; i < n; i += LANES) {
      int from = Math.min(i, n - LANES);
      IntVector half =
          (IntVector)
              ShortVector.fromByteBuffer(ShortVector.SPECIES_128, in, at + 2 * from, ORDER)
                  .convertShape(VectorOperators.S2I, I, 0);
      IntVector magnitude = half.and(0x7fff).lanewise(VectorOperators.LSHL, 13);
      IntVector small =
          magnitude
              .add(NORMAL)
              .reinterpretAsFloats()
              .sub(Float.intBitsToFloat(NORMAL))
              .reinterpretAsInts();
      magnitude
          .add(REBIAS)
          .blend(small, magnitude.compare(VectorOperators.LT, 1 << 23))
          .or(half.and(0x80000000))
          .reinterpretAsFloats()
          .intoArray(y, yOffset + from);
    }
  }

  @Override
  public void bytes(ByteBuffer in, int at, float scale, int zero, float[] y, int yOffset, int n) {
    if (n < LANES) {
      SHORT.bytes(in, at, scale, zero, y, yOffset, n);
      return;
    }
    for (int i = 0; i < n; i += LANES) {
      int from = Math.min(i, n - LANES);
      IntVector codes =
          (IntVector)
              ByteVector.fromByteBuffer(ByteVector.SPECIES_64, in, at + from, ORDER)
                  .convertShape(VectorOperators.B2I, I, 0);
      FloatVector steps =
          (FloatVector) codes.and(0xff).sub(zero).convertShape(VectorOperators.I2F, F, 0);
      steps.mul(scale).intoArray(y, yOffset + from);
    }
  }

  @Override
  public void nibbles(ByteBuffer in, int at, float scale, int zero, float[] y, int yOffset, int n) {
    int whole = n - n % LANES;
    for (int i = 0; i < whole; i += LANES) {
      IntVector codes =
          IntVector.broadcast(I, in.getInt(at + i / 2))
              .lanewise(VectorOperators.LSHR, NIBBLES)
              .and(0xf);
      FloatVector steps = (FloatVector) codes.sub(zero).convertShape(VectorOperators.I2F, F, 0);
      steps.mul(scale).intoArray(y, yOffset + i);
    }
    SHORT.nibbles(in, at + whole / 2, scale, zero, y, yOffset + whole, n - whole);
  }
}
