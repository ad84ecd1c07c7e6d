/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.address.TableGeometry;

class RowGroupsTest {

  @ParameterizedTest
  @CsvSource({"1,16,700,0", "7,64,1000,12345", "16,1024,40000,77", "3,3,1,0", "5,9,2,3"})
  void numbersEachRowOnceAndPartByPart(int parts, int buckets, long perBucket, long exact) {
    TableGeometry geometry = new TableGeometry(buckets, perBucket, exact, 4);
    RowPartition partition = new RowPartition(geometry, parts);
    RowGroups groups = new RowGroups(partition);
    SplittableRandom random = new SplittableRandom(11);
    for (int size : new int[] {0, 1, 20_000, 300, 50_000}) {
      long[] rows = random.longs(size, 0, geometry.rows()).toArray();
      int[] numbers = new int[size];
      groups.group(rows, size, numbers);
      Set<Long> met = new HashSet<>();
      for (int i = 0; i < size; i++) {
        int part = (int) (rows[i] / perBucket % parts);
        assertThat(numbers[i]).isBetween(groups.start(part), groups.start(part + 1) - 1);
        assertThat(groups.row(part, numbers[i])).isEqualTo(rows[i]);
        met.add(rows[i]);
      }
      assertThat(groups.count()).isEqualTo(met.size());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1600, Long.MAX_VALUE})
  void rejectsRowsOutOfRange(long row) {
    RowGroups groups = new RowGroups(new RowPartition(new TableGeometry(16, 100, 0, 4), 2));
    assertThatThrownBy(() -> groups.group(new long[] {row}, 1, new int[1]))
        .hasMessage("Invalid row: " + row + " (must be in [0, 1600))");
  }

  @Test
  void rejectsMoreDistinctRowsThanItHasNumbersFor() {
    TableGeometry geometry = new TableGeometry(16, 1 << 20, 0, 4);
    RowGroups groups = new RowGroups(new RowPartition(geometry, 2));
    long[] rows = LongStream.range(0, 12_000_000).toArray();
    assertThatThrownBy(() -> groups.group(rows, rows.length, new int[rows.length]))
        .hasMessage(
            "Invalid batch: at least 11184810 distinct rows (must be fewer: make it smaller)");
  }
}
