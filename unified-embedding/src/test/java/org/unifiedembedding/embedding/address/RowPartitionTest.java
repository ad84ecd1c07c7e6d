/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowPartitionTest {

  @ParameterizedTest
  @CsvSource({"16,300,77,3", "1,1,20,4", "1,500,0,1", "5,7,7,6", "4,10,1,5", "3,2,0,3"})
  void everyRowHasItsOwnPlaceInOnePart(int buckets, long perBucket, long exact, int parts) {
    TableGeometry geometry = new TableGeometry(buckets, perBucket, exact, 4);
    RowPartition partition = new RowPartition(geometry, parts);
    int[] seen = new int[parts];
    for (int bucket = 0; bucket < geometry.allBuckets(); bucket++) {
      int part = partition.partOfBucket(bucket);
      for (int offset = 0; offset < geometry.rowsOf(bucket); offset++) {
        long row = bucket * perBucket + offset;
        int local = partition.firstLocalRow(bucket) + offset;
        assertThat(local).isEqualTo(seen[part]++);
        assertThat(partition.row(part, local)).isEqualTo(row);
        assertThat(partition.place(row)).isEqualTo((long) part << 32 | local);
      }
    }
    for (int part = 0; part < parts; part++) {
      assertThat(partition.rows(part)).isEqualTo(seen[part]);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1024,9765625,0,640",
    "65536,1048577,123456789,999",
    "1000,16777213,5,64",
    "65536,3,17,65000",
    "3,357913941,0,3"
  })
  void divisionsByMultiplicationAreExactWhereBucketsEnd(
      int buckets, long perBucket, long exact, int parts) {
    TableGeometry geometry = new TableGeometry(buckets, perBucket, exact, 4);
    RowPartition partition = new RowPartition(geometry, parts);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 20_000; i++) {
      int bucket = random.nextInt(geometry.allBuckets());
      long first = bucket * perBucket;
      for (long row : new long[] {first, first + geometry.rowsOf(bucket) - 1}) {
        long local = row / perBucket / parts * perBucket + row % perBucket;
        assertThat(partition.place(row)).isEqualTo(row / perBucket % parts << 32 | local);
      }
    }
  }

  @Test
  void refusesPartsWithoutBucketsAndPartsThatAreTooLarge() {
    TableGeometry small = new TableGeometry(2, 10, 0, 16);
    assertThatThrownBy(() -> new RowPartition(small, 3))
        .hasMessage("Invalid parts: 3 (must be in [1, 2 buckets])");
    TableGeometry large = new TableGeometry(4, 1 << 30, 0, 16);
    assertThatThrownBy(() -> new RowPartition(large, 2))
        .hasMessageContaining("part 0 of 2 would have 2147483648 rows")
        .hasMessageContaining("use more parts");
    assertThat(RowPartition.coarsest(large).parts()).isEqualTo(4);
    assertThat(RowPartition.coarsest(small).parts()).isEqualTo(1);
  }
}
