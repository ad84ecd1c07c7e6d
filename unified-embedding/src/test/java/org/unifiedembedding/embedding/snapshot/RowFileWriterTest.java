/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RowFileWriterTest {
  private final RowFiles files = new RowFiles(100_000, 5, 60_000);

  @Test
  void partSaysBytesAndChecksum() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    Part part;
    try (RowFileWriter writer = new RowFileWriter(out, files, 1)) {
      writer.row(60_001, new float[] {9, 1, 2, 3, 4, 5, 9}, 1);
      part = writer.finish();
    }

    byte[] digest = MessageDigest.getInstance("SHA-256").digest(out.toByteArray());
    assertThat(part)
        .isEqualTo(
            new Part("snapshot/rows-00001.arrow", out.size(), HexFormat.of().formatHex(digest)));
    assertThat(part.bytes()).isGreaterThan(40_000 * 5 * 4).isLessThan(40_000 * 5 * 4 + 2000);
  }

  @Test
  void refusesRowsOutOfOrderOrRange() throws IOException {
    try (RowFileWriter writer = new RowFileWriter(new ByteArrayOutputStream(), files, 0)) {
      writer.row(7, new float[5], 0);

      assertThatThrownBy(() -> writer.row(7, new float[5], 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid row: 7 (must be in [8, 60000))");
      assertThatThrownBy(() -> writer.row(60_000, new float[5], 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid row: 60000 (must be in [8, 60000))");
    }
  }
}
