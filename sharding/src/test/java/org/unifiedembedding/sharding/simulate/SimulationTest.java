/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.unifiedembedding.sharding.plan.TableSpec;

class SimulationTest {
  private static final int SEEDS = 8;
  private static final int ROUNDS = 8;

  @ParameterizedTest
  @CsvSource({"2147483647,1", "2147483647,4", "2,1", "2,3", "0,1"})
  void everyRoundIsExactWhateverTheNetworkDoes(int staleness, int window) {
    Simulation.Setting setting = new Simulation.Setting(staleness, window, Safeguard.NONE);
    int losses = 0;
    int retries = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Simulation.Result result = new Simulation(seed, setting).run(ROUNDS);
      assertThat(result.wrong()).as("wrong rounds with seed %d", seed).isZero();
      losses += result.losses();
      retries += result.retries();
    }
    assertThat(losses).isPositive();
    assertThat(retries).isGreaterThan(losses);
  }

  @ParameterizedTest
  @EnumSource(
      value = Safeguard.class,
      names = {"PREVIOUS", "DUPLICATES", "INCARNATION", "UNDO"})
  void roundsGoWrongWithoutAnyOneOfTheSafeguards(Safeguard off) {
    Simulation.Setting setting = new Simulation.Setting(TableSpec.NO_BOUND, 4, off);
    int wrong = 0;
    for (int seed = 0; seed < SEEDS && wrong == 0; seed++) {
      wrong += new Simulation(seed, setting).run(ROUNDS).wrong();
    }
    assertThat(wrong).isPositive();
  }

  @Test
  void aSeedGivesOneHistory() {
    Simulation.Setting setting = new Simulation.Setting(0, 1, Safeguard.NONE);
    assertThat(new Simulation(1, setting).run(3)).isEqualTo(new Simulation(1, setting).run(3));
  }
}
