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

  private static RunConfig.Train train(int workers, int staleness, long roundExamples) {
    RunConfig.RowOptimizerConfig row =
        new RunConfig.RowOptimizerConfig("sgd", 0.1, 0, 1e-8, 0.9, 0.999, 0, 0, 1);
    RunConfig.HeadOptimizerConfig head =
        new RunConfig.HeadOptimizerConfig("sgd", 0.1, 0, 1e-8, 0.9, 0.999);
    return new RunConfig.Train(
        3, 33, workers, staleness, roundExamples, 0, "auc", "", 3, row, head);
  }

  @Test
  void everyEpochCoversEveryExampleOnce() {
    RoundPlanner planner = new RoundPlanner(UNITS, 7, train(4, 0, 100));
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
    RoundPlan lockstep = new RoundPlanner(UNITS, 7, train(4, 0, 1000)).plan(0);
    assertThat(lockstep.workers().stream().mapToInt(WorkerPlan::batch).sum()).isEqualTo(33);
    RoundPlan free = new RoundPlanner(UNITS, 7, train(4, -1, 1000)).plan(0);
    assertThat(free.workers()).allSatisfy(worker -> assertThat(worker.batch()).isEqualTo(33));
  }

  @Test
  void plansAreTheSameAgainAndDifferByEpoch() {
    RoundPlanner planner = new RoundPlanner(UNITS, 7, train(2, 0, 1000));
    assertThat(planner.plan(1)).isEqualTo(new RoundPlanner(UNITS, 7, train(2, 0, 1000)).plan(1));
    assertThat(planner.plan(0).workers()).isNotEqualTo(planner.plan(1).workers());
    assertThat(planner.plan(2).epochsDone()).isEqualTo(3.0);
  }
}
