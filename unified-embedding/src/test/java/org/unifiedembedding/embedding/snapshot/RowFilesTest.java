/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.address.TableGeometry;

class RowFilesTest {

  @Test
  void smallTableIsOneFile() {
    RowFiles files = RowFiles.of(new TableGeometry(4, 100, 7, 16));

    assertThat(files.count()).isEqualTo(1);
    assertThat(files.rowsOf(0)).isEqualTo(407);
  }

  @Test
  void filesHoldWholeBucketsOfAtMost512MiB() {
    RowFiles files = RowFiles.of(new TableGeometry(1024, 1_000_000, 5, 16));

    assertThat(files.rowsPerFile()).isEqualTo(8_000_000);
    assertThat(files.count()).isEqualTo(129);
    assertThat(files.rowsOf(128)).isEqualTo(5);
  }

  @Test
  void bucketLargerThanFileIsCut() {
    RowFiles files = RowFiles.of(new TableGeometry(2, 20_000_000, 0, 16));

    assertThat(files.rowsPerFile()).isEqualTo(8_388_608);
    assertThat(files.count()).isEqualTo(5);
  }

  @Test
  void everyRowOfTableBeyond2GiBIsInOneFile() {
    RowFiles files = RowFiles.of(new TableGeometry(1024, 9_765_625, 12_345, 64));

    long rows = 0;
    for (int file = 0; file < files.count(); file++) {
      assertThat(files.firstRow(file)).isEqualTo(rows);
      assertThat(files.fileOf(rows)).isEqualTo(file);
      assertThat(files.fileOf(rows + files.rowsOf(file) - 1)).isEqualTo(file);
      rows += files.rowsOf(file);
    }
    assertThat(rows).isEqualTo(10_000_012_345L);
  }

  @Test
  void refusesFileOfMoreThan512MiB() {
    assertThatThrownBy(() -> new RowFiles(1L << 30, 16, 1L << 24))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a file at most 536870912 bytes");
  }
}
