/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

/** What one shard holds: rows, or the head. Not thread-safe: calls are made under its lock. */
public sealed interface Store permits RowStore, HeadStore {

  /** Fills the values of a block and returns where they are: the block's array or the store's. */
  float[] read(RowBlock block);

  /**
   * Fills the values of a block as a loader would see them and returns its array: rows that were
   * never trained or loaded are zeros.
   */
  float[] readStored(RowBlock block);

  /** Applies gradients at once. */
  void apply(RowBlock gradients, float scale);

  /** Copies the gradients of a worker until those of all workers are in. */
  void hold(int worker, RowBlock gradients);

  /**
   * Sums the gradients that the other workers' {@link #hold} kept and those of the last worker to
   * come, in worker order, and applies each sum once.
   */
  void applyHeld(int lastWorker, RowBlock gradients, float scale);

  /** Gives back the bytes as they were at the last {@link #commit}, or at the start. */
  void undo();

  /**
   * Makes the present bytes the ones that {@link #undo} returns to and forgets what was touched.
   */
  void commit();

  /** Bytes of heap. */
  long memoryBytes();
}
