/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import org.slf4j.LoggerFactory;

/** Chooses the matrix product once. */
final class BestGemm {

  static final Gemm INSTANCE = choose();

  private BestGemm() {}

  private static Gemm choose() {
    try {
      return new OpenBlasGemm();
    } catch (LinkageError e) {
      // A platform without the native library still trains, only slower; the log tells why.
      LoggerFactory.getLogger(BestGemm.class)
          .warn("OpenBLAS did not load, matrix products run in plain Java and are slower", e);
      return new JavaGemm(VectorKernels.best());
    }
  }
}
