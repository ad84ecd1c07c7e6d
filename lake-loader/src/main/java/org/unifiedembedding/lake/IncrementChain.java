/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.lake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import org.unifiedembedding.embedding.snapshot.Increment;

/**
 * Increments that follow each other, in the order in which they are applied.
 *
 * @param start the version that the first one is applied to
 * @param bytes of all of them
 */
record IncrementChain(Increment.End start, long bytes, List<LakeIncrement> increments) {
  IncrementChain {
    increments = List.copyOf(increments);
  }

  /**
   * The chain of fewest bytes from any of some versions to another one, by Dijkstra's algorithm
   * from its end: increments are found by the version that they lead to.
   *
   * @param had versions that it may start from
   * @param limit bytes that it must stay below; nothing that costs as much is looked at
   * @param leadingTo the increments that lead to a version of a run, of which others may exist
   */
  static Optional<IncrementChain> cheapest(
      Set<Increment.End> had,
      Increment.End target,
      long limit,
      Function<Increment.End, List<LakeIncrement>> leadingTo) {
    PriorityQueue<IncrementChain> open =
        new PriorityQueue<>(Comparator.comparingLong(IncrementChain::bytes));
    open.add(new IncrementChain(target, 0, List.of()));
    Set<Increment.End> done = new HashSet<>();
    while (!open.isEmpty()) {
      IncrementChain chain = open.remove();
      if (had.contains(chain.start())) {
        return Optional.of(chain);
      }
      if (done.add(chain.start())) {
        leadingTo.apply(chain.start()).stream()
            .filter(found -> found.increment().to().equals(chain.start()))
            .map(chain::after)
            .filter(longer -> longer.bytes() < limit)
            .forEach(open::add);
      }
    }
    return Optional.empty();
  }

  /** The chain with another increment before it. */
  private IncrementChain after(LakeIncrement first) {
    List<LakeIncrement> all = new ArrayList<>(List.of(first));
    all.addAll(increments);
    return new IncrementChain(first.increment().from(), bytes + first.increment().bytes(), all);
  }
}
