/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding;

import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What shards had when a round was sealed: all of a table, or those of one group.
 *
 * @param shards by number; the last of a table is the head
 */
public record SealResult(long round, SortedMap<Integer, Sealed> shards) implements Serializable {

  /**
   * What one shard had.
   *
   * @param marks a sequence for each worker
   * @param applied steps that lockstep has summed and applied; -1 when not in lockstep
   */
  public record Sealed(long[] marks, long applied) implements Serializable {}

  public SealResult {
    shards = Collections.unmodifiableSortedMap(new TreeMap<>(shards));
  }

  /** The results of groups that hold different shards, as one. */
  public static SealResult merge(Collection<SealResult> results) {
    if (results.stream().mapToLong(SealResult::round).distinct().count() != 1) {
      throw new IllegalArgumentException(
          "Invalid results: of rounds "
              + results.stream().map(SealResult::round).toList()
              + " (must be of one)");
    }
    SortedMap<Integer, Sealed> all = new TreeMap<>();
    for (SealResult result : results) {
      for (var shard : result.shards.entrySet()) {
        if (all.put(shard.getKey(), shard.getValue()) != null) {
          throw new IllegalArgumentException(
              "Invalid results: shard " + shard.getKey() + " was sealed twice");
        }
      }
    }
    return new SealResult(results.iterator().next().round, all);
  }

  /**
   * Compares the marks with what the workers say they sent; the round may be committed only when
   * they agree.
   *
   * @param finished of worker i what {@code WorkerSession.finish} returned
   * @return the first difference, or nothing
   */
  public Optional<String> disagreement(List<long[]> finished) {
    for (int shard = 0; !finished.isEmpty() && shard < finished.get(0).length; shard++) {
      if (!shards.containsKey(shard)) {
        return Optional.of("shard " + shard + " was not sealed");
      }
    }
    return shards.entrySet().stream()
        .flatMap(entry -> disagreement(entry.getKey(), entry.getValue(), finished).stream())
        .findFirst();
  }

  private static Optional<String> disagreement(int shard, Sealed had, List<long[]> finished) {
    if (finished.size() != had.marks().length) {
      return Optional.of(
          finished.size() + " workers finished, the shards know " + had.marks().length);
    }
    for (int worker = 0; worker < finished.size(); worker++) {
      long sent = finished.get(worker)[shard];
      String story = "worker " + worker + " sent " + sent + " steps to shard " + shard + ", which ";
      if (sent != had.marks()[worker]) {
        return Optional.of(story + "has " + had.marks()[worker]);
      }
      if (had.applied() >= 0 && had.applied() != sent) {
        return Optional.of(
            story
                + "could apply "
                + had.applied()
                + " because the workers did not all do the same number of steps");
      }
    }
    return Optional.empty();
  }
}
