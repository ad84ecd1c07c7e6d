/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.compare;

import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.config.RunConfig;

/**
 * One table of a comparison.
 *
 * @param layout as table.layout
 * @param chunks look-ups of a feature; the width of a row is the configured vector's width by this
 * @param share of the collisionless size
 */
public record Variant(String layout, int chunks, double share, long seed) {

  /** The name in tables and run ids, such as multiplexed-2-0.1-seed0. */
  public String name() {
    return "%s-%d-%s-seed%d".formatted(layout, chunks, number(share), seed);
  }

  /** The layout and look-ups as they are written on the command line. */
  public String label() {
    return layout + "/" + chunks;
  }

  /** The configuration of this variant: the same width of a feature's vector, another table. */
  RunConfig of(RunConfig base) {
    RunConfig.Table table = base.table();
    int vector = table.width() * table.chunks();
    if (vector % chunks != 0) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "Invalid variant: %s (the width of a feature's vector, %d, must be a multiple of its look-ups)"
              .formatted(label(), vector));
    }
    RunConfig.Table changed =
        new RunConfig.Table(
            layout,
            vector / chunks,
            chunks,
            "",
            0,
            share,
            table.buckets(),
            table.exactUpTo(),
            table.initialRange());
    return base.withSeed(seed).withTable(changed);
  }

  static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
