/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

/**
 * Chooses the kernels once; the SIMD classes are loaded by name because their module may be absent.
 */
final class BestKernels {
  private static final String PACKAGE = "org.unifiedembedding.embedding.kernel.simd.";
  private static final boolean SIMD =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && fits();

  static final VectorKernels VECTORS =
      SIMD ? simd(VectorKernels.class, "SimdKernels") : new ScalarKernels();
  static final RowKernels ROWS =
      SIMD ? simd(RowKernels.class, "SimdRowKernels") : new ScalarRowKernels();
  static final Bfloat16Kernels BFLOAT16 =
      SIMD ? simd(Bfloat16Kernels.class, "SimdBfloat16Kernels") : new ScalarBfloat16Kernels();
  static final CodeKernels CODES =
      SIMD ? simd(CodeKernels.class, "SimdCodeKernels") : new ScalarCodeKernels();

  private BestKernels() {}

  private static boolean fits() {
    try {
      return (boolean) Class.forName(PACKAGE + "SimdKernels").getMethod("fits").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("SIMD kernels are missing from the class path", e);
    }
  }

  private static <T> T simd(Class<T> type, String name) {
    try {
      return Class.forName(PACKAGE + name).asSubclass(type).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("SIMD kernels are missing from the class path: " + name, e);
    }
  }
}
