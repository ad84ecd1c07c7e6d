/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.jobs.config.RunConfig;

class RoundPlannerTest {
  private static final int[] UNITS = {100, 37, 250, 1, 99};

  private static RoundPlanner planner(int workers, int staleness, long roundExamples) {
    return new RoundPlanner(UNITS, 7, train(workers, staleness), roundExamples);
  }

  private static RunConfig.Train train(int workers, int staleness) {
    RunConfig.RowOptimizerConfig row =
        new RunConfig.RowOptimizerConfig("sgd", 0.1, 0, 1e-8, 0.9, 0.999, 0, 0, 1);
    RunConfig.HeadOptimizerConfig head =
        new RunConfig.HeadOptimizerConfig("sgd", 0.1, 0, 1e-8, 0.9, 0.999);
    RunConfig.Evict none = new RunConfig.Evict(0, 0);
    return new RunConfig.Train(
        3, 33, workers, staleness, 0, 0, "auc", "", 3, 1, "", none, row, head);
  }

  @Test
  void everyEpochCoversEveryExampleOnce() {
    RoundPlanner planner = planner(4, 0, 100);
    assertThat(planner.examples()).isEqualTo(487);
    assertThat(planner.rounds()).isEqualTo(15);
    for (int epoch = 0; epoch < 3; epoch++) {
      TreeMap<Integer, List<Slice>> seen = new TreeMap<>();
      for (int r = 0; r < 5; r++) {
        for (WorkerPlan worker : planner.plan(epoch * 5L + r).workers()) {
          worker
              .slices()
              .forEach(s -> seen.computeIfAbsent(s.unit(), u -> new ArrayList<>()).add(s));
        }
      }
      assertThat(seen).hasSize(UNITS.length);
      seen.forEach((unit, slices) -> assertCovers(slices, UNITS[unit]));
    }
  }

  private static void assertCovers(List<Slice> slices, int size) {
    slices.sort(Comparator.comparingInt(Slice::from));
    int at = 0;
    for (Slice slice : slices) {
      assertThat(slice.from()).isEqualTo(at);
      at = slice.to();
    }
    assertThat(at).isEqualTo(size);
  }

  @Test
  void lockstepWorkersShareTheBatchAndOthersTakeWholeOnes() {
    RoundPlan lockstep = planner(4, 0, 1000).plan(0);
    assertThat(lockstep.workers().stream().mapToInt(WorkerPlan::batch).sum()).isEqualTo(33);
    RoundPlan free = planner(4, -1, 1000).plan(0);
    assertThat(free.workers()).allSatisfy(worker -> assertThat(worker.batch()).isEqualTo(33));
  }

  @Test
  void plansAreTheSameAgainAndDifferByEpoch() {
    RoundPlanner planner = planner(2, 0, 1000);
    assertThat(planner.plan(1)).isEqualTo(planner(2, 0, 1000).plan(1));
    assertThat(planner.plan(0).workers()).isNotEqualTo(planner.plan(1).workers());
    assertThat(planner.plan(2).epochsDone()).isEqualTo(3.0);
  }

  @Test
  void roundsAreAsLongAsTheTableIsLarge() {
    assertThat(RoundPlanner.roundExamples(17_000, 12)).isEqualTo(1_000_000);
    assertThat(RoundPlanner.roundExamples(1 << 22, 52)).isEqualTo(20_648_881);
    assertThat(RoundPlanner.roundExamples(10_000_000_000L, 100)).isEqualTo(25_600_000_000L);
  }
}
