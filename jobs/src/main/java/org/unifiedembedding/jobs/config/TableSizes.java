/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import java.util.Locale;
import org.unifiedembedding.embedding.address.LayoutKind;
import org.unifiedembedding.embedding.address.TableSize;

/** The table's layout and size of a configuration. */
public final class TableSizes {
  private TableSizes() {}

  /** The layout, as table.layout says. */
  public static LayoutKind layout(RunConfig.Table table) {
    return LayoutKind.valueOf(table.layout().toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /**
   * The size, as the one of table.budget, table.rows and table.share says that is given; a
   * collisionless table needs none.
   */
  public static TableSize of(RunConfig.Table table) {
    if (!table.budget().isBlank()) {
      return new TableSize.Bytes(ConfigRules.bytes("table.budget", table.budget()));
    }
    if (table.rows() > 0) {
      return new TableSize.Rows(table.rows());
    }
    return new TableSize.Share(table.share() > 0 ? table.share() : 1);
  }
}
