/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.time.LocalDate;
import org.unifiedembedding.embedding.optimizer.CountingOptimizer;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.host.RowFilter;

/**
 * Which rows a run drops when it starts from a version: those that no step of the last days looked
 * up. Rows whose last day is not known stay.
 *
 * @param counters of the rows
 * @param width floats of a row
 * @param oldestDay first day that is recent, days since 1970-01-01
 * @param sightings from which on a row stays all the same; 0: none does
 */
record Eviction(CountingOptimizer counters, int width, int oldestDay, int sightings)
    implements RowFilter {

  static Eviction of(RunConfig.Evict evict, CountingOptimizer counters, int width) {
    return new Eviction(counters, width, counters.day() - evict.idleDays(), evict.sightings());
  }

  @Override
  public boolean keeps(float[] state) {
    int last = counters.lastDay(state, 0, width);
    return last == 0
        || last >= oldestDay
        || (sightings > 0 && counters.sightings(state, 0, width) >= sightings);
  }

  /** For people. */
  String text(long rows) {
    return "%,d rows evicted, since nothing has looked them up since %s%s"
        .formatted(
            rows,
            LocalDate.ofEpochDay(oldestDay),
            sightings == 0 ? "" : " and they had fewer than %,d sightings".formatted(sightings));
  }
}
