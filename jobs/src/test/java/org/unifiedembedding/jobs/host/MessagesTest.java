/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.unifiedembedding.jobs.lake.NewFile;
import org.unifiedembedding.sharding.SealResult;
import org.unifiedembedding.sharding.remote.HostAddress;
import org.unifiedembedding.sharding.store.RowSelection;

class MessagesTest {
  static List<Order> orders() {
    return List.of(
        new Order.Hold(3, List.of(0, 4, 8)),
        new Order.Begin(4, 17),
        new Order.Seal(17),
        new Order.Commit(17),
        new Order.Write(17, RowSelection.STORED, List.of(0, 3)),
        new Order.Written(),
        new Order.Undo(5),
        new Order.Ping(),
        new Order.Close());
  }

  @ParameterizedTest
  @MethodSource("orders")
  void anOrderArrivesAsItWasGiven(Order order) {
    assertThat(Messages.parse(Messages.text(order), Order.class)).isEqualTo(order);
  }

  @Test
  void aReportArrivesWithWhatTheShardsHad() {
    TreeMap<Integer, SealResult.Sealed> shards = new TreeMap<>();
    shards.put(4, new SealResult.Sealed(new long[] {7, 8}, -1));
    shards.put(10, new SealResult.Sealed(new long[] {7, 7}, 7));
    NewFile file =
        new NewFile("a.parquet", 1L << 40, 7, Map.of("round", 17L), Map.of("round", 17L));
    Report report =
        new Report(
            1L << 40,
            new HostAddress("10.0.0.7", 7077),
            new SealResult(17, shards),
            new WriteState(new WrittenFile(file, 1L << 33), null));

    Report arrived = Messages.parse(Messages.text(report), Report.class);

    assertThat(arrived).usingRecursiveComparison().isEqualTo(report);
    assertThat(Messages.parse(Messages.text(new Report(1, null, null, null)), Report.class))
        .isEqualTo(new Report(1, null, null, null));
  }

  @Test
  void anOrderOfAnotherReleaseIsRefused() {
    assertThatThrownBy(() -> Messages.parse("{\"order\":\"dance\"}", Order.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be a Order");
  }
}
