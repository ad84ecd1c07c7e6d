/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

/** Chooses the kernels once; the SIMD class is loaded by name because its module may be absent. */
final class BestKernels {
  static final VectorKernels INSTANCE = choose();

  private BestKernels() {}

  private static VectorKernels choose() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return new ScalarKernels();
    }
    try {
      return Class.forName("org.unifiedembedding.embedding.kernel.simd.SimdKernels")
          .asSubclass(VectorKernels.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("SIMD kernels are missing from the class path", e);
    }
  }
}
