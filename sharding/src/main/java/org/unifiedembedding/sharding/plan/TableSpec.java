/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.plan;

import java.io.Serializable;
import java.time.Duration;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.optimizer.HeadOptimizer;
import org.unifiedembedding.embedding.optimizer.RowOptimizer;

/**
 * What is trained and how its updates meet: everything that shards must agree on.
 *
 * @param headParameters weights of the head, P, at least 1
 * @param seed of the rows' first values, which are a pure function of (seed, row)
 * @param initialRange rows start uniform in [-range, range)
 * @param workers logical workers, W, at least 1
 * @param staleness steps that a worker may be ahead of the slowest: 0 is lockstep, {@link
 *     #NO_BOUND} none. With any bound every worker pushes every step to every shard (empty pushes
 *     of weight 0 are fine) and all workers do the same number of steps in a round.
 * @param timeout longest wait of a worker for the shards or for another worker
 * @param keepsUndo shards keep the rows as they were when a round began, which takes as much memory
 *     again; else a shard whose round is undone is empty
 */
public record TableSpec(
    TableGeometry geometry,
    RowOptimizer rowOptimizer,
    HeadOptimizer headOptimizer,
    int headParameters,
    long seed,
    float initialRange,
    int workers,
    int staleness,
    Duration timeout,
    boolean keepsUndo)
    implements Serializable {

  /** The staleness of workers that never wait for each other. */
  public static final int NO_BOUND = Integer.MAX_VALUE;

  /**
   * Covers a worker's garbage collection, a slow first read of remote storage and the start of a
   * task, and is well below the patience of a person.
   */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(2);

  public TableSpec {
    check("headParameters", headParameters, 1, Integer.MAX_VALUE - 64);
    check("workers", workers, 1, 1 << 16);
    check("staleness", staleness, 0, NO_BOUND);
    check("timeout in milliseconds", timeout.toMillis(), 1, Integer.MAX_VALUE);
    if (!(initialRange >= 0) || Float.isInfinite(initialRange)) {
      throw new IllegalArgumentException(
          "Invalid initialRange: " + initialRange + " (must be finite and >= 0)");
    }
  }

  /** A spec with the default time-out, whose shards keep what undoes a round. */
  public TableSpec(
      TableGeometry geometry,
      RowOptimizer rowOptimizer,
      HeadOptimizer headOptimizer,
      int headParameters,
      long seed,
      float initialRange,
      int workers,
      int staleness) {
    this(
        geometry,
        rowOptimizer,
        headOptimizer,
        headParameters,
        seed,
        initialRange,
        workers,
        staleness,
        DEFAULT_TIMEOUT,
        true);
  }

  /** The same, but shards are empty when a round is undone. */
  public TableSpec withoutUndo() {
    return new TableSpec(
        geometry,
        rowOptimizer,
        headOptimizer,
        headParameters,
        seed,
        initialRange,
        workers,
        staleness,
        timeout,
        false);
  }

  /** Whether the pushes of a step are summed over the workers and applied once. */
  public boolean lockstep() {
    return staleness == 0;
  }

  /** How rows lie in memory. */
  public RowShape rowShape() {
    return RowShape.of(geometry.width(), rowOptimizer.stateSize(geometry.width()));
  }

  private static void check(String name, long value, long minimum, long maximum) {
    if (value < minimum || value > maximum) {
      throw new IllegalArgumentException(
          "Invalid " + name + ": " + value + " (must be in [" + minimum + ", " + maximum + "])");
    }
  }
}
