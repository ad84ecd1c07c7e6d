/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.embedding.snapshot.Manifest;

@Tag("spark")
class VersionWriterTest {
  private final SparkSession spark = TestSpark.session();
  @TempDir Path folder;

  private Map<Long, List<Float>> rowsBySpark(Path version) {
    Map<Long, List<Float>> rows = new HashMap<>();
    for (Row row : spark.read().format("delta").load(version + "/rows").collectAsList()) {
      assertThat(rows.put(row.getLong(0), row.getList(1))).isNull();
    }
    return rows;
  }

  @Test
  void loaderAndSparkReadTheSameRows() {
    Path version = folder.resolve("version");
    Manifest manifest = TestVersion.write(spark, "same-rows", version.toString());

    EmbeddingTable table = EmbeddingTable.open(version);
    table.verify();
    assertThat(table.manifest()).isEqualTo(manifest);
    assertThat(table.layout()).isEqualTo(TestVersion.layout());
    assertThat(table.headWeights()).containsExactly(TestVersion.head());
    Map<Long, List<Float>> stored = rowsBySpark(version);
    assertThat(stored).hasSize((int) manifest.files().storedRows());
    float[] vector = new float[TestVersion.WIDTH];
    for (long row = 0; row < manifest.table().geometry().rows(); row++) {
      table.read(row, vector, 0);
      List<Float> sparks = stored.get(row);
      float[] expected = sparks == null ? new float[vector.length] : TestVersion.weights(row);
      assertThat(vector).containsExactly(expected);
      if (sparks != null) {
        assertThat(vector).containsExactly(sparks.toArray(Float[]::new));
      }
    }
  }

  @Test
  void filesOfTheRowsTableSayWhatTheyHold() throws IOException {
    Path version = folder.resolve("version");
    Manifest manifest = TestVersion.write(spark, "files", version.toString());

    long records = 0;
    long behind = 0;
    for (String line :
        Files.readAllLines(version.resolve("rows/_delta_log/%020d.json".formatted(1)))) {
      JsonNode added = new ObjectMapper().readTree(line).path("add");
      if (!added.isMissingNode()) {
        JsonNode stats = new ObjectMapper().readTree(added.path("stats").textValue());
        records += stats.path("numRecords").longValue();
        assertThat(stats.at("/minValues/row").longValue()).isGreaterThanOrEqualTo(behind);
        behind = stats.at("/maxValues/row").longValue() + 1;
      }
    }
    assertThat(records).isEqualTo(manifest.files().storedRows()).isPositive();
    assertThat(spark.read().format("delta").load(version + "/rows").schema())
        .isEqualTo(StoredRowsFile.SCHEMA);
  }

  @Test
  void trainedUsersHaveTheirVectors() {
    Path version = folder.resolve("version");
    TestVersion.write(spark, "users", version.toString());
    EmbeddingTable table = EmbeddingTable.open(version);

    for (int user = 0; user < TestVersion.USERS; user++) {
      long[] rows = table.rows("user", Integer.toString(user));
      float[] vector = table.vector("user", Integer.toString(user));
      assertThat(Arrays.copyOf(vector, TestVersion.WIDTH))
          .containsExactly(TestVersion.weights(rows[0]));
      assertThat(Arrays.copyOfRange(vector, TestVersion.WIDTH, 2 * TestVersion.WIDTH))
          .containsExactly(TestVersion.weights(rows[1]));
    }
    assertThat(table.vector("sex", "f")).isNotEqualTo(new float[TestVersion.WIDTH]);
    assertThat(table.vector("sex", "m")).containsOnly(0);
  }

  @Test
  void completeVersionIsNotWrittenAgain() throws IOException {
    Path version = folder.resolve("version");
    Manifest first = TestVersion.write(spark, "again", version.toString());
    var modified = Files.getLastModifiedTime(version.resolve(Manifest.PATH));

    assertThat(TestVersion.write(spark, "again", version.toString())).isEqualTo(first);
    assertThat(Files.getLastModifiedTime(version.resolve(Manifest.PATH))).isEqualTo(modified);
  }

  @Test
  void remainsOfInterruptedWriterAreReplaced() throws IOException {
    Path version = folder.resolve("version");
    Manifest first = TestVersion.write(spark, "interrupted", version.toString());
    Files.delete(version.resolve(Manifest.PATH));

    assertThatThrownBy(() -> EmbeddingTable.open(version))
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessageContaining("There is no complete version");
    Manifest second = TestVersion.write(spark, "interrupted", version.toString());

    assertThat(second).isEqualTo(first);
    assertThat(rowsBySpark(version)).hasSize((int) second.files().storedRows());
  }

  @Test
  void sameTableGivesTheSameBytes() {
    Manifest one = TestVersion.write(spark, "bytes", folder.resolve("one").toString());
    Manifest two = TestVersion.write(spark, "bytes", folder.resolve("two").toString());

    assertThat(two).isEqualTo(one);
  }
}
