/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import org.unifiedembedding.sharding.store.RowSelection;

/** The numbers of selections on the wire. */
final class SelectionCodes {
  private SelectionCodes() {}

  static int code(RowSelection selection) {
    return switch (selection) {
      case TOUCHED -> 0;
      case STORED -> 1;
    };
  }

  static RowSelection selection(int code) throws WireException {
    return switch (code) {
      case 0 -> RowSelection.TOUCHED;
      case 1 -> RowSelection.STORED;
      default -> throw new WireException("a scan has selection " + code + ", which is none");
    };
  }
}
