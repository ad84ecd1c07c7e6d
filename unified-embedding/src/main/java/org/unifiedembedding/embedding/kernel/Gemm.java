/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

/**
 * Single-precision products of dense row-major matrices, each on the calling thread alone, so that
 * the order of its sums depends on the sizes only. Thread-safe.
 *
 * <p>Products work on {@link Floats}, memory of the implementation's choice: the JNI binding of a
 * native library copies Java arrays at every call (15-20 % of a product of the sizes met here),
 * while activations that stay outside the heap are copied once.
 */
public interface Gemm {

  /** Library and CPU kernel, for provenance: results may differ in the last bits between them. */
  String name();

  /** Zeroed memory that is released with its object. */
  Floats allocate(int floats);

  /** C = A B + beta C with A [m, k], B [k, n], C [m, n]; beta 0 ignores what C held. */
  void multiply(int m, int n, int k, Floats a, Floats b, float beta, Floats c);

  /** C = A B^T + beta C with A [m, k], B [n, k], C [m, n]; beta 0 ignores what C held. */
  void multiplyByTransposed(int m, int n, int k, Floats a, Floats b, float beta, Floats c);

  /** C = A^T B + beta C with A [k, m], B [k, n], C [m, n]; beta 0 ignores what C held. */
  void transposedMultiply(int m, int n, int k, Floats a, Floats b, float beta, Floats c);

  /** OpenBLAS where it loads, plain Java otherwise; the same object for the life of the JVM. */
  static Gemm best() {
    return BestGemm.INSTANCE;
  }

  /** Memory of one {@link Gemm}; only that one accepts it. Not thread-safe. */
  interface Floats {

    /** How many floats it holds. */
    int size();

    /** Copies {@code n} floats of {@code source} to position {@code at}. */
    void load(int at, float[] source, int offset, int n);

    /** Copies {@code n} floats from position {@code at} to {@code target}. */
    void store(int at, float[] target, int offset, int n);

    /** A view of a part of this memory. */
    Floats slice(int from, int floats);
  }
}
