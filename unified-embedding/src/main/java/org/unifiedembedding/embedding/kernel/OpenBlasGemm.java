/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * OpenBLAS on direct buffers. The library is told once to use the calling thread only; callers
 * bring their own threads.
 *
 * <p>Direct buffers count against -XX:MaxDirectMemorySize, by default the size of the heap.
 */
final class OpenBlasGemm implements Gemm {

  private static final int ALIGNMENT_BYTES = 64;

  /** Kernel families of OpenBLAS for x86-64 that a current CPU can meet, and for ARM. */
  private static final List<String> CORES =
      List.of(
          "SAPPHIRERAPIDS",
          "COOPERLAKE",
          "SKYLAKEX",
          "ZEN",
          "HASWELL",
          "SANDYBRIDGE",
          "NEHALEM",
          "PRESCOTT",
          "ARMV8",
          "NEOVERSEN1",
          "NEOVERSEV1",
          "NEOVERSEN2");

  private static final int ROWS = openblas_nolapack.CblasRowMajor;
  private static final int PLAIN = openblas_nolapack.CblasNoTrans;
  private static final int TURNED = openblas_nolapack.CblasTrans;

  private final String name;

  /** Throws a LinkageError where the library does not load. */
  OpenBlasGemm() {
    openblas_nolapack.blas_set_num_threads(1);
    String version = openblas_nolapack.OPENBLAS_VERSION.replace("OpenBLAS", "").strip();
    name = "openblas-" + version + "-" + core();
  }

  /**
   * The binding without LAPACK (80 MB less to unpack) lacks openblas_get_corename, which compares
   * the table of kernels in use with the known ones; so does this.
   */
  private static String core() {
    Pointer current = Loader.addressof("gotoblas");
    if (current == null) {
      return "unknown";
    }
    long address = new LongPointer(current).get();
    for (String core : CORES) {
      Pointer table = Loader.addressof("gotoblas_" + core);
      if (table != null && table.address() == address) {
        return core;
      }
    }
    return "unknown";
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Floats allocate(int floats) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(Math.addExact(Math.multiplyExact(floats, 4), 2 * ALIGNMENT_BYTES))
            .alignedSlice(ALIGNMENT_BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer()
            .slice(0, floats);
    return DirectFloats.of(buffer);
  }

  @Override
  public void multiply(int m, int n, int k, Floats a, Floats b, float beta, Floats c) {
    FloatPointer pa = checked(a, m, k);
    FloatPointer pb = checked(b, k, n);
    FloatPointer pc = checked(c, m, n);
    openblas_nolapack.cblas_sgemm(ROWS, PLAIN, PLAIN, m, n, k, 1, pa, k, pb, n, beta, pc, n);
  }

  @Override
  public void multiplyByTransposed(int m, int n, int k, Floats a, Floats b, float beta, Floats c) {
    FloatPointer pa = checked(a, m, k);
    FloatPointer pb = checked(b, n, k);
    FloatPointer pc = checked(c, m, n);
    openblas_nolapack.cblas_sgemm(ROWS, PLAIN, TURNED, m, n, k, 1, pa, k, pb, k, beta, pc, n);
  }

  @Override
  public void transposedMultiply(int m, int n, int k, Floats a, Floats b, float beta, Floats c) {
    FloatPointer pa = checked(a, k, m);
    FloatPointer pb = checked(b, k, n);
    FloatPointer pc = checked(c, m, n);
    openblas_nolapack.cblas_sgemm(ROWS, TURNED, PLAIN, m, n, k, 1, pa, m, pb, n, beta, pc, n);
  }

  /** The library would read or write behind the end without a word. */
  private static FloatPointer checked(Floats floats, int rows, int columns) {
    JavaGemm.checkSize(floats, rows, columns);
    return ((DirectFloats) floats).pointer;
  }

  /** A direct buffer and its address; the buffer keeps the memory alive. */
  private record DirectFloats(FloatBuffer buffer, FloatPointer pointer) implements Floats {

    static DirectFloats of(FloatBuffer buffer) {
      return new DirectFloats(buffer, new FloatPointer(buffer));
    }

    @Override
    public int size() {
      return buffer.capacity();
    }

    @Override
    public void load(int at, float[] source, int offset, int n) {
      buffer.put(at, source, offset, n);
    }

    @Override
    public void store(int at, float[] target, int offset, int n) {
      buffer.get(at, target, offset, n);
    }

    @Override
    public Floats slice(int from, int floats) {
      return of(buffer.slice(from, floats));
    }
  }
}
