/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import java.util.Arrays;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.sharding.plan.TableSpec;

/**
 * What both sides must agree on to understand each other's rows.
 *
 * @param shards shards of rows, S; the head is shard S
 * @param workers logical workers, W
 * @param width floats of a row on the wire
 * @param stride floats between two rows in memory
 * @param stateSize floats of a row's optimizer state, Q
 * @param headParameters weights of the head, P
 * @param headStateSize floats of the state of the head's optimizer, H
 * @param rowsOfShard rows of each of the S shards
 */
public record WireShape(
    int shards,
    int workers,
    int width,
    int stride,
    int stateSize,
    int headParameters,
    int headStateSize,
    int[] rowsOfShard) {

  public WireShape {
    if (rowsOfShard.length != shards) {
      throw new IllegalArgumentException(
          "Invalid rowsOfShard: " + rowsOfShard.length + " entries (must be " + shards + ")");
    }
    rowsOfShard = rowsOfShard.clone();
  }

  /** The shape of a table that is dealt to shards. */
  public static WireShape of(TableSpec spec, RowPartition partition) {
    int[] rows = new int[partition.parts()];
    Arrays.setAll(rows, shard -> (int) partition.rows(shard));
    return new WireShape(
        partition.parts(),
        spec.workers(),
        partition.geometry().width(),
        spec.rowShape().stride(),
        spec.rowShape().stateSize(),
        spec.headParameters(),
        spec.headOptimizer().stateSize(spec.headParameters()),
        rows);
  }

  /** Whether a shard holds the head. */
  public boolean isHead(int shard) {
    return shard == shards;
  }

  /** Bytes of a row with its number and state. */
  long stateRowBytes() {
    return Integer.BYTES + (long) (width + stateSize) * Float.BYTES;
  }

  /** Bytes of the head with its step and state. */
  long headStateBytes() {
    return Long.BYTES + ((long) headParameters + headStateSize) * Float.BYTES;
  }

  /** Refuses a kind of request that a shard does not take. */
  void requireTarget(FrameKind kind, int shard) throws WireException {
    int least = kind.isOfHead() ? shards : 0;
    int most = kind.isOfRows() ? shards - 1 : shards;
    if (shard < least || shard > most) {
      throw new WireException("a frame of kind " + kind + " is for shard " + shard);
    }
  }
}
