/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import java.util.Arrays;

/**
 * Products by rows of B, for platforms without the native library and as the reference of the
 * tests. A few times slower than OpenBLAS.
 */
final class JavaGemm implements Gemm {

  private final VectorKernels kernels;

  JavaGemm(VectorKernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public String name() {
    return "java-" + kernels.name();
  }

  @Override
  public Floats allocate(int floats) {
    return new HeapFloats(new float[floats], 0, floats);
  }

  @Override
  public void multiply(int m, int n, int k, Floats a, Floats b, float beta, Floats c) {
    HeapFloats x = checked(a, m, k);
    HeapFloats y = checked(b, k, n);
    HeapFloats z = prepared(c, m, n, beta);
    for (int i = 0; i < m; i++) {
      int row = z.offset + i * n;
      kernels.addRows(z.array, row, x.array, x.offset + i * k, 1, y.array, y.offset, k, n);
    }
  }

  @Override
  public void multiplyByTransposed(int m, int n, int k, Floats a, Floats b, float beta, Floats c) {
    HeapFloats x = checked(a, m, k);
    HeapFloats y = checked(b, n, k);
    HeapFloats z = prepared(c, m, n, beta);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        z.array[z.offset + i * n + j] +=
            kernels.dot(x.array, x.offset + i * k, y.array, y.offset + j * k, k);
      }
    }
  }

  @Override
  public void transposedMultiply(int m, int n, int k, Floats a, Floats b, float beta, Floats c) {
    HeapFloats x = checked(a, k, m);
    HeapFloats y = checked(b, k, n);
    HeapFloats z = prepared(c, m, n, beta);
    for (int i = 0; i < m; i++) {
      int row = z.offset + i * n;
      kernels.addRows(z.array, row, x.array, x.offset + i, m, y.array, y.offset, k, n);
    }
  }

  private HeapFloats prepared(Floats c, int m, int n, float beta) {
    HeapFloats z = checked(c, m, n);
    if (beta == 0) {
      Arrays.fill(z.array, z.offset, z.offset + m * n, 0);
    } else if (beta != 1) {
      kernels.scale(z.array, z.offset, beta, z.array, z.offset, m * n);
    }
    return z;
  }

  private static HeapFloats checked(Floats floats, int rows, int columns) {
    checkSize(floats, rows, columns);
    return (HeapFloats) floats;
  }

  static void checkSize(Floats floats, int rows, int columns) {
    if (rows <= 0 || columns <= 0 || (long) rows * columns > floats.size()) {
      throw new IllegalArgumentException(
          "Invalid matrix: " + rows + " x " + columns + " in " + floats.size() + " floats");
    }
  }

  /** A part of an array. */
  private record HeapFloats(float[] array, int offset, int size) implements Floats {

    @Override
    public void load(int at, float[] source, int from, int n) {
      System.arraycopy(source, from, array, offset + at, n);
    }

    @Override
    public void store(int at, float[] target, int to, int n) {
      System.arraycopy(array, offset + at, target, to, n);
    }

    @Override
    public Floats slice(int from, int floats) {
      if (from < 0 || floats < 0 || from > size - floats) {
        throw new IllegalArgumentException(
            "Invalid slice: " + floats + " floats from " + from + " of " + size);
      }
      return new HeapFloats(array, offset + from, floats);
    }
  }
}
