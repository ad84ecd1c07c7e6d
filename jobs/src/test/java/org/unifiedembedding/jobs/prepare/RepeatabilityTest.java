/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.jobs.cli.Progress;
import org.unifiedembedding.jobs.config.RunConfig;

@Tag("spark")
class RepeatabilityTest {
  private static final String CLICKS =
      """
      source {
        inputs.clicks { format = csv, path = ${data}"/clicks.csv", header = true }
        label = click
      }
      prepare { unit-examples = 256, top-values = 5, vocabulary = all }
      features = [
        { name = user }
        { name = tags, type = multi-valued, separator = " " }
        { name = price, type = numeric, log = 1, standardise = true }
      ]
      """;

  @TempDir Path folder;
  private PrepareFixture fixture;

  @BeforeEach
  void makeData() {
    fixture = new PrepareFixture(folder);
    Random random = new Random(3);
    StringBuilder lines = new StringBuilder("click,user,tags,price\n");
    for (int i = 0; i < 5000; i++) {
      lines.append(random.nextInt(2)).append(",u").append(random.nextInt(300)).append(",t");
      lines.append(random.nextInt(9)).append(" t").append(random.nextInt(99)).append(',');
      lines.append(random.nextInt(5) == 0 ? "" : random.nextInt(1000)).append('\n');
    }
    // Equal records must not be told apart by where they were read.
    lines.append("1,twin,t,5\n".repeat(20));
    fixture.file("clicks.csv", lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private PreparedExamples prepare(String runId, String maxPartitionBytes) {
    SparkSession spark = PrepareFixture.spark().newSession();
    spark.conf().set("spark.sql.files.maxPartitionBytes", maxPartitionBytes);
    spark.conf().set("spark.sql.files.openCostInBytes", "1");
    RunConfig config = fixture.config(CLICKS);
    PrepareJob.run(spark, config, fixture.paths(runId), Progress.silent());
    return PreparedExamples.open(spark, fixture.paths(runId).prepared());
  }

  @Test
  void partitionsDoNotChangeUnitsNorStatistics() {
    PreparedExamples few = prepare("few", "10m");
    PreparedExamples many = prepare("many", "9k");
    assertThat(many.statistics()).isEqualTo(few.statistics());
    assertThat(PrepareFixture.encoded(many)).isEqualTo(PrepareFixture.encoded(few));
    assertThat(many.featureStatistics()).isEqualTo(few.featureStatistics());
    assertThat(few.units("train")).hasSize(16);
    assertThat(few.examples("train") + few.examples("validation") + few.examples("test"))
        .isEqualTo(5020);
  }

  @Test
  void aFinishedRunIsNotPreparedAgain() throws IOException {
    PreparedExamples first = prepare("run", "10m");
    Files.delete(folder.resolve("clicks.csv"));
    assertThat(prepare("run", "10m").statistics()).isEqualTo(first.statistics());
  }

  @Test
  void aFinishedRunKeepsItsSettings() {
    prepare("run", "10m");
    assertThatThrownBy(() -> fixture.prepare(fixture.config(CLICKS + "seed = 43"), "run"))
        .hasMessageContaining("The run run was prepared with other settings");
  }

  @Test
  void anInterruptedRunIsInvisibleAndCleanedUp() throws IOException {
    PreparedExamples whole = prepare("whole", "10m");
    prepare("killed", "10m");
    PreparedPaths paths = new PreparedPaths(fixture.paths("killed").prepared());
    Files.delete(Path.of(paths.statistics()));
    Files.writeString(Path.of(paths.statistics() + ".tmp"), "{");
    Files.writeString(Path.of(paths.vocabulary(), "half-written.parquet"), "PAR1");
    assertThatThrownBy(() -> PreparedExamples.open(PrepareFixture.spark(), paths.prepared()))
        .hasMessageContaining("statistics.json is missing. Run the verb prepare first");
    PreparedExamples again = prepare("killed", "10m");
    assertThat(PrepareFixture.encoded(again)).isEqualTo(PrepareFixture.encoded(whole));
    assertThat(PrepareFixture.filesBelow(Path.of(paths.prepared())))
        .noneMatch(file -> file.contains("half-written") || file.endsWith(".tmp"));
  }
}
