/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableGeometryTest {

  @Test
  void hashesFromFirstToLastRow() {
    TableGeometry geometry = new TableGeometry(65_536, Integer.MAX_VALUE, 0, 1);
    assertThat(geometry.hashedRow(0)).isZero();
    assertThat(geometry.hashedRow(-1)).isEqualTo(geometry.hashedRows() - 1);
    assertThat(new TableGeometry(7, 13, 0, 1).hashedRow(-1)).isEqualTo(90);
  }

  @Test
  void numbersBucketsThroughTheExactRows() {
    TableGeometry geometry = new TableGeometry(4, 100, 250, 16);
    assertThat(geometry.hashedRows()).isEqualTo(400);
    assertThat(geometry.rows()).isEqualTo(650);
    assertThat(geometry.allBuckets()).isEqualTo(7);
    assertThat(geometry.bucketOf(399)).isEqualTo(3);
    assertThat(geometry.bucketOf(400)).isEqualTo(4);
    assertThat(geometry.bucketOf(649)).isEqualTo(6);
    assertThat(geometry.weightBytes()).isEqualTo(650 * 64);
  }

  @Test
  void hasNoHashedBucketWhereEverythingIsExact() {
    TableGeometry geometry = new TableGeometry(0, 100, 250, 16);
    assertThat(geometry.hashedRows()).isZero();
    assertThat(geometry.allBuckets()).isEqualTo(3);
  }

  @Test
  void refusesSizesOutOfBounds() {
    assertThatThrownBy(() -> new TableGeometry(65_537, 1, 0, 1))
        .hasMessage("Invalid buckets: 65537 (must be in [0, 65536])");
    assertThatThrownBy(() -> new TableGeometry(1, 0, 0, 1))
        .hasMessage("Invalid rowsPerBucket: 0 (must be in [1, 2147483647])");
    assertThatThrownBy(() -> new TableGeometry(1, 1, -1, 1))
        .hasMessageStartingWith("Invalid exactRows: -1");
    assertThatThrownBy(() -> new TableGeometry(1, 1, 0, 0))
        .hasMessage("Invalid width: 0 (must be in [1, 1024])");
  }
}
