/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.sharding.TestTables;
import org.unifiedembedding.sharding.plan.TableSpec;

class StepSumTest {
  private static final int ROWS = 500;
  private static final int WORKERS = 5;
  private static final TableSpec SPEC =
      TestTables.spec(new TableGeometry(1, ROWS, 0, 3), WORKERS, 0);
  private static final int STRIDE = SPEC.rowShape().stride();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void equalsAPlainSumInWorkerOrderWhateverTheOrderOfArrival(long seed) {
    Random random = new Random(seed);
    RowStore store = new RowStore(SPEC, TestTables.partition(SPEC, 1), 0);
    RowStore plain = new RowStore(SPEC, TestTables.partition(SPEC, 1), 0);
    for (int step = 0; step < 10; step++) {
      List<RowBlock> blocks = new ArrayList<>();
      for (int worker = 0; worker < WORKERS; worker++) {
        blocks.add(block(random, random.nextInt(ROWS)));
      }
      push(store, blocks, random);
      applyPlainly(plain, blocks);
    }
    assertThat(all(store)).as("seed %d", seed).containsExactly(all(plain));
  }

  private static float[] all(RowStore store) {
    int[] rows = IntStream.range(0, ROWS).toArray();
    float[] vectors = new float[ROWS * STRIDE];
    store.readStored(new RowBlock(rows, 0, ROWS, vectors));
    return vectors;
  }

  private static void push(RowStore store, List<RowBlock> blocks, Random random) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, WORKERS).boxed().toList());
    Collections.shuffle(order, random);
    for (int worker : order.subList(0, WORKERS - 1)) {
      store.hold(worker, blocks.get(worker));
    }
    int last = order.get(WORKERS - 1);
    store.applyHeld(last, blocks.get(last), 0.1f);
  }

  private static void applyPlainly(RowStore store, List<RowBlock> blocks) {
    float[][] sums = new float[ROWS][];
    for (RowBlock block : blocks) {
      for (int i = block.from(); i < block.from() + block.count(); i++) {
        int row = block.rows()[i];
        boolean first = sums[row] == null;
        sums[row] = first ? new float[STRIDE] : sums[row];
        for (int j = 0; j < STRIDE; j++) {
          float value = block.values()[i * STRIDE + j];
          sums[row][j] = first ? value : sums[row][j] + value;
        }
      }
    }
    for (int row = 0; row < ROWS; row++) {
      if (sums[row] != null) {
        store.update(row, sums[row], 0, 0.1f);
      }
    }
  }

  /** Distinct rows behind an offset. */
  private static RowBlock block(Random random, int count) {
    List<Integer> all = new ArrayList<>(IntStream.range(0, ROWS).boxed().toList());
    Collections.shuffle(all, random);
    int[] rows = new int[count + 2];
    for (int i = 0; i < count; i++) {
      rows[i + 2] = all.get(i);
    }
    float[] values = new float[(count + 2) * STRIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % STRIDE < 3 ? random.nextFloat() - 0.5f : 0;
    }
    return new RowBlock(rows, 2, count, values);
  }
}
