/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.client;

import org.unifiedembedding.embedding.batch.RowGroups;

/**
 * One logical worker's access to the table during one attempt at one round. Steps are numbered from
 * 0 without holes; each step is {@link #pull}, {@link #headWeights}, {@link #push} in this order.
 * Not thread-safe; several sessions of different workers may be driven by one thread, in worker
 * order within each step.
 *
 * <p>With staleness 0 a pull of step s waits until every worker's push of step s - 1 is applied.
 */
public interface WorkerSession extends AutoCloseable {

  /**
   * Reads the vectors of distinct rows.
   *
   * @param rows U rows, grouped by the shards' partition; left alone until the step's push returns
   * @param vectors overwritten with [U, stride] floats; entries [width, stride) of each row are 0
   */
  void pull(long step, RowGroups rows, float[] vectors);

  /**
   * The head's weights [P] for this step: shared, not to be changed, valid until this step's push.
   */
  float[] headWeights(long step);

  /**
   * Hands over the gradients of a step, summed over its examples and per distinct row. Returns when
   * the shards accepted them; with staleness 0 they are applied when every worker's push of the
   * step is in.
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
