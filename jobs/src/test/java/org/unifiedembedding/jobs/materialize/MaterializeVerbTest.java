/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.embedding.snapshot.Part;
import org.unifiedembedding.embedding.snapshot.RowFileWriter;
import org.unifiedembedding.embedding.snapshot.RowFiles;
import org.unifiedembedding.jobs.lake.DataFile;
import org.unifiedembedding.jobs.lake.DeltaLake;
import org.unifiedembedding.jobs.lake.TestSpark;
import org.unifiedembedding.jobs.publish.PublishVerb;
import org.unifiedembedding.jobs.publish.TrainedClicks;

/** Version 1 as trained, version 2 with the rows of item i1 changed, and the table of both. */
@Tag("spark")
class MaterializeVerbTest {
  @TempDir static Path folder;
  private static TrainedClicks clicks = new TrainedClicks(Path.of(""));

  private final DeltaLake lake = new DeltaLake(TestSpark.session());
  @TempDir Path empty;

  @BeforeAll
  static void publishes() throws Exception {
    clicks = TrainedClicks.train(folder, "one");
    clicks.run("one", new PublishVerb(), Map.of());
    changeRows();
    clicks.run("two", new PublishVerb(), Map.of());
  }

  private static EmbeddingTable table(String runId) {
    return EmbeddingTable.open(Path.of(clicks.paths(runId).version()));
  }

  /** Leaves version "two", which differs from "one" in the rows that item i1 owns. */
  private static void changeRows() throws IOException {
    Path from = Path.of(clicks.paths("one").version());
    Path to = Path.of(clicks.paths("two").version());
    EmbeddingTable one = table("one");
    Set<Long> changed = Arrays.stream(one.rows("item", "i1")).boxed().collect(Collectors.toSet());
    Files.createDirectories(to.resolve("snapshot"));
    RowFiles files = one.manifest().rowFiles();
    List<Part> parts = new ArrayList<>();
    try (RowFileWriter writer =
        new RowFileWriter(Files.newOutputStream(to.resolve(RowFiles.path(0))), files, 0)) {
      float[] vector = new float[files.width()];
      for (long row = 0; row < files.rows(); row++) {
        one.read(row, vector, 0);
        vector[0] += changed.contains(row) ? 1 : 0;
        writer.row(row, vector, 0);
      }
      parts.add(writer.finish());
    }
    for (Part part : one.manifest().files().parts()) {
      if (!part.path().equals(RowFiles.path(0))) {
        Files.copy(from.resolve(part.path()), to.resolve(part.path()));
        parts.add(part);
      }
    }
    Manifest was = one.manifest();
    Manifest is =
        new Manifest(
            was.name(),
            "two",
            was.createdAt(),
            "one",
            was.features(),
            was.table(),
            was.head(),
            was.training(),
            was.metrics(),
            new Manifest.Files(files.rowsPerFile(), was.files().storedRows(), 0, parts),
            null);
    Files.writeString(to.resolve(Manifest.PATH), ManifestJson.write(is));
  }

  private Materialized materialize(String version, String... set) throws Exception {
    Map<String, String> all = new HashMap<>();
    all.put("materialize.path", path());
    all.put("materialize.slice-values", "32");
    for (int i = 0; i < set.length; i += 2) {
      all.put(set[i], set[i + 1]);
    }
    return (Materialized) clicks.run("any", new MaterializeVerb(), all, version).values();
  }

  private String path() {
    return empty.resolve("values").toString();
  }

  private List<Row> rows() {
    return TestSpark.session()
        .read()
        .format("delta")
        .load(path())
        .select("feature", "value", "fingerprint", "vector", "count", "changed_in")
        .collectAsList();
  }

  private Set<String> dataFiles() {
    return lake.files(path(), lake.version(path())).stream()
        .map(DataFile::path)
        .collect(Collectors.toSet());
  }

  private void assertHolds(EmbeddingTable version, List<Row> rows) {
    Set<List<Object>> values = new HashSet<>();
    for (Row row : rows) {
      assertThat(values.add(Arrays.asList(row.getString(0), row.getString(1)))).isTrue();
      float[] expected = version.vector(row.getString(0), row.getString(1));
      List<Float> vector = row.getList(3);
      assertThat(vector.toArray(Float[]::new)).isEqualTo(boxed(expected));
      assertThat(version.fingerprint(row.getString(0), row.getString(1))).isEqualTo(row.getLong(2));
    }
  }

  private static Float[] boxed(float[] floats) {
    Float[] boxed = new Float[floats.length];
    Arrays.setAll(boxed, i -> floats[i]);
    return boxed;
  }

  @Test
  void everyValueIsThereOnceWithTheVectorThatTheLoaderGives() throws Exception {
    Materialized result = materialize("1");

    List<Row> rows = rows();
    assertHolds(table("one"), rows);
    assertThat(rows).hasSize((int) result.changed());
    assertThat(result.features())
        .containsExactly(
            "user: the 20 most frequent of 400 values",
            "item: all 60 values",
            "tags: all 9 values");
    long items =
        rows.stream()
            .filter(row -> row.getString(0).equals("item"))
            .mapToLong(row -> row.getLong(4))
            .sum();
    assertThat(items).as("examples of the training part").isBetween(3900L, 4100L);
    assertThat(rows).anyMatch(row -> row.getString(0).equals("item") && row.isNullAt(1));
    assertThat(lake.properties(path()))
        .containsEntry("version", "1")
        .containsEntry("run-id", "one")
        .containsEntry("materialization", "1");
  }

  @Test
  void nextVersionWritesOnlySlicesWithAChangeAndTellsWhichValuesChanged() throws Exception {
    Materialized first = materialize("1");
    Set<String> before = dataFiles();

    Materialized second = materialize("2");

    Set<String> after = dataFiles();
    assertHolds(table("two"), rows());
    List<Row> changed = rows().stream().filter(row -> row.getLong(5) == 2).toList();
    assertThat(changed).extracting(row -> row.getString(1)).containsExactly("i1");
    assertThat(second.changed()).isEqualTo(1);
    assertThat(second.written()).isEqualTo(1);
    assertThat(first.slices()).as("one of users and tags, two of items").isEqualTo(4);
    Set<String> kept = new HashSet<>(before);
    kept.retainAll(after);
    assertThat(kept).hasSize((int) (first.slices() - second.written()));
    assertThat(lake.properties(path())).containsEntry("version", "2");
  }

  @Test
  void sameVersionAgainWritesNothing() throws Exception {
    Materialized first = materialize("1");

    Materialized again = materialize("production");

    assertThat(again.version()).isEqualTo(2);
    Materialized third = materialize("2");
    assertThat(third.deltaVersion()).isEqualTo(again.deltaVersion());
    assertThat(third.written()).isZero();
    assertThat(first.deltaVersion()).isLessThan(third.deltaVersion());
  }

  @Test
  void runThatStopsHalfWayLeavesTheOldState() throws Exception {
    materialize("1");
    List<Row> before = rows();
    Path stray = empty.resolve("values/feature=user/slice=0/part-of-a-killed-run.parquet");
    Files.createDirectories(stray.getParent());
    Files.writeString(stray, "half of it");

    assertThat(rows()).containsExactlyInAnyOrderElementsOf(before);
    materialize("2");

    assertHolds(table("two"), rows());
  }

  @Test
  void crossesAreWrittenWhereTheyAreNamed() throws Exception {
    Materialized result = materialize("1", "materialize.features", "[tags, \"user x item\"]");

    assertThat(result.features())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("user x item: the 20 most frequent of ");
    List<Row> crosses =
        rows().stream().filter(row -> row.getString(0).equals("user x item")).toList();
    assertThat(crosses).hasSize(20).allMatch(row -> row.isNullAt(1));
    assertThat(crosses.get(0).<Float>getList(3).toArray(Float[]::new))
        .isEqualTo(boxed(table("one").vector("user x item", crosses.get(0).getLong(2))));
  }

  @Test
  void refusesUnknownFeatures() {
    assertThatThrownBy(() -> materialize("1", "materialize.features", "[usr]"))
        .hasMessage(
            "Invalid materialize.features: 'usr' (must be one of [user, item, tags, user x item])");
  }
}
