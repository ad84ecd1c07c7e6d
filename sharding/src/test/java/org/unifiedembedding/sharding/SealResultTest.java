/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SealResultTest {
  @Test
  void groupsMakeOneResult() {
    SealResult all = SealResult.merge(List.of(result(4, 1), result(4, 2, 0)));
    assertThat(all.shards().keySet()).containsExactly(0, 1, 2);
    assertThat(all.disagreement(List.of(new long[] {7, 7, 7}))).isEmpty();
  }

  @Test
  void aShardThatNobodySealedIsADisagreement() {
    SealResult all = SealResult.merge(List.of(result(4, 0), result(4, 2)));
    assertThat(all.disagreement(List.of(new long[] {7, 7, 7}))).hasValue("shard 1 was not sealed");
  }

  @Test
  void refusesOtherRoundsAndShardsThatComeTwice() {
    assertThatThrownBy(() -> SealResult.merge(List.of(result(4, 0), result(5, 1))))
        .hasMessage("Invalid results: of rounds [4, 5] (must be of one)");
    assertThatThrownBy(() -> SealResult.merge(List.of(result(4, 0, 1), result(4, 1))))
        .hasMessage("Invalid results: shard 1 was sealed twice");
    assertThatThrownBy(() -> SealResult.merge(List.of()))
        .hasMessage("Invalid results: of rounds [] (must be of one)");
  }

  private static SealResult result(long round, int... shards) {
    TreeMap<Integer, SealResult.Sealed> all = new TreeMap<>();
    for (int shard : shards) {
      all.put(shard, new SealResult.Sealed(new long[] {7}, -1));
    }
    return new SealResult(round, all);
  }
}
