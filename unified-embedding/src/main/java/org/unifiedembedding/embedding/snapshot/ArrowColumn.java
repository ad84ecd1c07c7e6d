/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.util.List;

/** The kinds of column that snapshot files have. */
sealed interface ArrowColumn {
  String name();

  /** How many buffers the column has in a record batch. */
  int buffers();

  /** 32-bit floats without nulls. */
  record Floats(String name) implements ArrowColumn {
    @Override
    public int buffers() {
      return 2;
    }
  }

  /** 64-bit integers without nulls. */
  record Longs(String name) implements ArrowColumn {
    @Override
    public int buffers() {
      return 2;
    }
  }

  /** Lists of exactly {@code width} 32-bit floats without nulls. */
  record Vectors(String name, int width) implements ArrowColumn {
    @Override
    public int buffers() {
      return 3;
    }
  }

  /** UTF-8 text, null where its validity bit is 0. */
  record Texts(String name) implements ArrowColumn {
    @Override
    public int buffers() {
      return 3;
    }
  }

  /** How many buffers come before column {@code index}. */
  static int firstBuffer(List<ArrowColumn> columns, int index) {
    return columns.subList(0, index).stream().mapToInt(ArrowColumn::buffers).sum();
  }
}
