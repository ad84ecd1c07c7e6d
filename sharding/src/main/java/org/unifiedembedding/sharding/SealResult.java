/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding;

import java.util.List;
import java.util.Optional;

/**
 * What the shards had when a round was sealed.
 *
 * @param marks of shard i (the last one is the head) a sequence for each worker
 * @param applied of shard i the steps that lockstep has summed and applied; -1 when not in lockstep
 */
public record SealResult(long round, List<long[]> marks, long[] applied) {
  public SealResult {
    marks = List.copyOf(marks);
  }

  /**
   * Compares the marks with what the workers say they sent; the round may be committed only when
   * they agree.
   *
   * @param finished of worker i what {@code WorkerSession.finish} returned
   * @return the first difference, or nothing
   */
  public Optional<String> disagreement(List<long[]> finished) {
    for (int shard = 0; shard < marks.size(); shard++) {
      long[] shardMarks = marks.get(shard);
      if (finished.size() != shardMarks.length) {
        return Optional.of(
            finished.size() + " workers finished, the shards know " + shardMarks.length);
      }
      for (int worker = 0; worker < shardMarks.length; worker++) {
        long sent = finished.get(worker)[shard];
        if (sent != shardMarks[worker]) {
          return Optional.of(
              "worker "
                  + worker
                  + " sent "
                  + sent
                  + " steps to shard "
                  + shard
                  + ", which has "
                  + shardMarks[worker]);
        }
        if (applied[shard] >= 0 && applied[shard] != sent) {
          return Optional.of(
              "worker "
                  + worker
                  + " sent "
                  + sent
                  + " steps to shard "
                  + shard
                  + ", which could apply "
                  + applied[shard]
                  + " because the workers did not all do the same number of steps");
        }
      }
    }
    return Optional.empty();
  }
}
