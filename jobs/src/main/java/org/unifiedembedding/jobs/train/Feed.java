/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.io.Serializable;
import java.util.List;
import org.unifiedembedding.embedding.example.ExampleBlock;
import org.unifiedembedding.jobs.prepare.UnitLocation;
import org.unifiedembedding.jobs.prepare.UnitMemory;
import org.unifiedembedding.jobs.prepare.UnitReader;

/**
 * Where the examples of a run come from, the same for all of its rounds.
 *
 * @param units the training part's units, which slices index
 * @param seed of the order of examples
 * @param lockstep whether all workers do the same number of steps
 */
record Feed(List<UnitLocation> units, UnitReader reader, long seed, boolean lockstep)
    implements Serializable, ExampleStream.Units {
  Feed {
    units = List.copyOf(units);
  }

  @Override
  public int size(int unit) {
    return units.get(unit).size();
  }

  @Override
  public ExampleBlock read(int unit, int[] order, UnitMemory memory) {
    return reader.read(units.get(unit), order, memory);
  }
}
