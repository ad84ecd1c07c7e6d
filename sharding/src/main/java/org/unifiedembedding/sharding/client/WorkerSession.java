/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.client;

import org.unifiedembedding.embedding.batch.RowGroups;

/**
 * One logical worker's access to the table during one attempt at one round. Steps are numbered from
 * 0 without holes; each step is {@link #pull}, {@link #headWeights}, {@link #push} in this order,
 * after its {@link #fetch} where there is one. Not thread-safe; several sessions of different
 * workers may be driven by one thread, in worker order within each step.
 *
 * <p>With staleness 0 a pull of step s waits until every worker's push of step s - 1 is applied.
 */
public interface WorkerSession extends AutoCloseable {

  /**
   * Steps that may be under way at once, W. The arrays that step s was given belong to the session
   * until {@link #awaitRoom} of step s + W, or {@link #finish}.
   */
  int window();

  /** Waits until the arrays of the step W steps before this one are free. */
  void awaitRoom(long step);

  /**
   * Asks for the vectors of a step without waiting for them, at most W - 1 steps ahead; {@link
   * #pull} waits. Only for sessions with a window above 1.
   */
  void fetch(long step, RowGroups rows, float[] vectors);

  /**
   * Reads the vectors of distinct rows.
   *
   * @param rows U rows, grouped by the shards' partition
   * @param vectors overwritten with [U, stride] floats; entries [width, stride) of each row are 0
   */
  void pull(long step, RowGroups rows, float[] vectors);

  /**
   * The head's weights [P] for this step: shared, not to be changed, valid until this step's push.
   */
  float[] headWeights(long step);

  /**
   * Hands over the gradients of a step, summed over its examples and per distinct row. With a
   * window of 1 it returns when the shards have accepted them; with staleness 0 they are applied
   * when every worker's push of the step is in.
   *
   * @param rows those of the step's pull
   * @param gradients [U, stride]; entries [width, stride) of each row are 0
   * @param headGradient [P], summed over the examples
   * @param weight sum of the examples' weights, the divisor of the mean gradient (over all workers
   *     of a step when staleness is 0)
   */
  void push(long step, RowGroups rows, float[] gradients, float[] headGradient, double weight);

  /**
   * Ends the attempt after its last push: waits for every acknowledgement. The last sequence sent
   * to each shard.
   */
  long[] finish();

  @Override
  void close();
}
