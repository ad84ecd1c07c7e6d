/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.embedding.kernel.VectorKernels;
import org.unifiedembedding.sharding.store.RowBlock;

/**
 * One batch of a worker in a benchmark: look-ups with a skewed choice of rows, their distinct rows
 * by shard, and the arithmetic of a logistic head on them. Rows of a batch are chosen beforehand:
 * hashing and grouping are not what is measured.
 */
final class BenchmarkWork {
  static final int EXAMPLES = 2048;
  static final int LOOKUPS = 52;
  static final int WIDTH = 16;

  /** Some 62,000 distinct rows of 106,496 look-ups. */
  private static final double SKEW = 8;

  final int distinct;
  final float[] vectors;
  final float[] gradients;
  final RowBlock[] pulls;
  final RowBlock[] pushes;
  private final int[] places = new int[EXAMPLES * LOOKUPS];
  private final float[] head = new float[LOOKUPS * WIDTH];
  private final VectorKernels kernels = VectorKernels.best();

  BenchmarkWork(RowPartition partition, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long rows = partition.geometry().rows();
    long[] looked = new long[places.length];
    for (int i = 0; i < looked.length; i++) {
      long draw = (long) (Math.pow(random.nextDouble(), SKEW) * rows);
      looked[i] = Long.remainderUnsigned(draw * 0x9e3779b97f4a7c15L, rows);
    }
    RowGroups groups = new RowGroups(partition);
    groups.group(looked, looked.length, places);
    distinct = groups.count();
    vectors = new float[distinct * WIDTH];
    gradients = new float[distinct * WIDTH];
    Arrays.fill(head, 0.01f);
    pulls = new RowBlock[partition.parts()];
    pushes = new RowBlock[partition.parts()];
    for (int shard = 0; shard < partition.parts(); shard++) {
      pulls[shard] = RowBlock.ofShard(groups, shard, vectors);
      pushes[shard] = RowBlock.ofShard(groups, shard, gradients);
    }
  }

  /** Forward and back for each example, as much work per look-up as a logistic head has. */
  void compute() {
    Arrays.fill(gradients, 0);
    for (int example = 0; example < EXAMPLES; example++) {
      float logit = 0;
      int from = example * LOOKUPS;
      for (int i = 0; i < LOOKUPS; i++) {
        logit += kernels.dot(vectors, places[from + i] * WIDTH, head, i * WIDTH, WIDTH);
      }
      float error = (float) (1 / (1 + Math.exp(-logit))) - 0.5f;
      for (int i = 0; i < LOOKUPS; i++) {
        int place = places[from + i] * WIDTH;
        kernels.addScaled(gradients, place, error, head, i * WIDTH, WIDTH);
      }
    }
  }
}
