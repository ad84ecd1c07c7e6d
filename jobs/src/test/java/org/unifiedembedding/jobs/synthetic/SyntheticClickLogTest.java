/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.jobs.lake.TestSpark;

@Tag("spark")
class SyntheticClickLogTest {
  private static final ClickLogSpec SPEC = new ClickLogSpec(3000, 3, 7);

  private final SparkSession spark = TestSpark.session();

  @Test
  void writesWhatTheGeneratorDraws(@TempDir Path folder) {
    String path = folder.resolve("clicks").toString();
    SyntheticClickLog.write(spark, SPEC, path);
    Dataset<Row> clicks = spark.read().parquet(path);
    assertThat(clicks.count()).isEqualTo(3000);
    assertThat(clicks.columns()).isEqualTo(SyntheticClickLog.schema().fieldNames());
    Click expected = new ClickGenerator(SPEC).click(2999);
    Row row = clicks.filter("probability = " + expected.probability()).first();
    assertThat(row.<Integer>getAs("day")).isEqualTo(3);
    assertThat(row.<String>getAs("item"))
        .isEqualTo(PlantedModel.FEATURES.get(1).text(expected.values()[1]));
    assertThat(row.<Integer>getAs("label")).isEqualTo(expected.label());
  }

  @Test
  void missingValuesAreNulls() {
    Dataset<Row> clicks = SyntheticClickLog.dataset(spark, SPEC);
    assertThat(clicks.filter("search is null").count()).isBetween(400L, 800L);
    assertThat(clicks.filter("price is null").count()).isBetween(90L, 300L);
    assertThat(clicks.filter("size(interests) = 0").count()).isBetween(120L, 400L);
  }

  @Test
  void columnsAreThoseOfTheConfiguration() {
    assertThat(List.of(SyntheticClickLog.schema().fieldNames()))
        .startsWith("day", "user", "item")
        .endsWith("recent_views", "probability", "label");
  }
}
