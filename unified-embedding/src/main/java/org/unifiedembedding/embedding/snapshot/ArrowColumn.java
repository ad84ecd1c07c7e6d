/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.util.List;

/** The kinds of column that snapshot files have. */
sealed interface ArrowColumn {
  String name();

  /** How many buffers the column has in a record batch. */
  int buffers();

  /** Bytes that each row has alike: of a number or vector all, of a text its offset. */
  int itemBytes();

  /** A number without a name of its own. */
  enum Item {
    FLOAT32(Float.BYTES),
    FLOAT16(Short.BYTES),
    INT64(Long.BYTES),
    UINT8(Byte.BYTES);

    private final int bytes;

    Item(int bytes) {
      this.bytes = bytes;
    }

    /** Its size. */
    int bytes() {
      return bytes;
    }
  }

  /** One number a row, without nulls. */
  record Numbers(String name, Item item) implements ArrowColumn {
    @Override
    public int buffers() {
      return 2;
    }

    @Override
    public int itemBytes() {
      return item.bytes();
    }
  }

  /** Lists of exactly {@code size} numbers without nulls. */
  record Vectors(String name, Item item, int size) implements ArrowColumn {
    @Override
    public int buffers() {
      return 3;
    }

    @Override
    public int itemBytes() {
      return size * item.bytes();
    }
  }

  /** UTF-8 text, null where its validity bit is 0. */
  record Texts(String name) implements ArrowColumn {
    @Override
    public int buffers() {
      return 3;
    }

    @Override
    public int itemBytes() {
      return Integer.BYTES;
    }
  }

  /** How many buffers come before column {@code index}. */
  static int firstBuffer(List<ArrowColumn> columns, int index) {
    return columns.subList(0, index).stream().mapToInt(ArrowColumn::buffers).sum();
  }
}
