/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredRowsFileTest {
  private final Configuration hadoop = new Configuration();
  @TempDir Path folder;

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void holdsRowsAndSaysWhich() throws IOException {
    float[] weights = {1, 2, 3, 4, 5};
    NewFile written;
    try (StoredRowsFile file = new StoredRowsFile(folder.toString(), 2, hadoop)) {
      file.add(3, weights, 0);
      file.add(1L << 40, weights, 3);
      written = file.finish();
    }

    Path path = folder.resolve(written.name());
    assertThat(written)
        .isEqualTo(
            new NewFile(
                written.name(), Files.size(path), 2, Map.of("row", 3L), Map.of("row", 1L << 40)));
    List<Group> records = new ArrayList<>();
    new ParquetRecords(
            new org.apache.hadoop.fs.Path(path.toUri()), List.of("row", "vector"), hadoop)
        .read(records::add);
    assertThat(records).extracting(r -> r.getLong("row", 0)).containsExactly(3L, 1L << 40);
    assertThat(records)
        .extracting(r -> vector(r))
        .containsExactly(List.of(1f, 2f), List.of(4f, 5f));
  }

  private static List<Float> vector(Group record) {
    Group vector = record.getGroup("vector", 0);
    List<Float> floats = new ArrayList<>();
    for (int i = 0; i < vector.getFieldRepetitionCount(0); i++) {
      floats.add(vector.getGroup(0, i).getFloat(0, 0));
    }
    return floats;
  }

  @Test
  void mayBeEmpty() throws IOException {
    try (StoredRowsFile file = new StoredRowsFile(folder.toString(), 2, hadoop)) {
      NewFile written = file.finish();

      assertThat(written.records()).isZero();
      assertThat(written.least()).isEmpty();
    }
  }

  @Test
  void unfinishedFileIsDeleted() throws IOException {
    try (StoredRowsFile file = new StoredRowsFile(folder.toString(), 1, hadoop)) {
      file.add(0, new float[1], 0);
      assertThat(files()).isNotEmpty();
    }

    assertThat(files()).isEmpty();
  }
}
