/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.registry.History;
import org.unifiedembedding.embedding.registry.Version;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.jobs.address.HashSpecification;
import org.unifiedembedding.jobs.cli.RunPaths;
import org.unifiedembedding.jobs.cli.Storage;
import org.unifiedembedding.jobs.cli.StoredResult;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbRunner;
import org.unifiedembedding.jobs.lake.TestSpark;
import org.unifiedembedding.jobs.lake.TestVersion;
import org.unifiedembedding.jobs.registry.AliasState;
import org.unifiedembedding.jobs.registry.AliasVerb;
import org.unifiedembedding.jobs.registry.HistoryVerb;
import org.unifiedembedding.jobs.registry.PinVerb;
import org.unifiedembedding.jobs.registry.Publication;
import org.unifiedembedding.jobs.registry.Registry;
import org.unifiedembedding.jobs.registry.RollbackVerb;
import org.unifiedembedding.jobs.registry.UnpinVerb;

/**
 * Publishes a version, loads values of it, and leaves both in target/published for
 * python/tests/test_published_version.py.
 */
@Tag("spark")
class PublishedVersionTest {
  private static final Path PUBLISHED = Path.of("target", "published").toAbsolutePath();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Trained, untrained, unlisted, odd and missing values of a feature of every address. */
  private static final String[] VALUES =
      Stream.concat(
              IntStream.range(0, TestVersion.USERS).mapToObj(user -> "user=" + user),
              Stream.of(
                  "user=nobody",
                  "user=",
                  "user=Käufer 日本 🎬",
                  "user",
                  "sex=f",
                  "sex=m",
                  "sex=x",
                  "sex",
                  "user x sex=7|f",
                  "user x sex=f|7"))
          .toArray(String[]::new);

  private static JsonNode loaded = JSON.nullNode();

  @TempDir Path folder;

  @BeforeAll
  static void publishesAndLoads() throws Exception {
    FileUtil.fullyDelete(PUBLISHED.toFile());
    assertThat(publish(PUBLISHED, "one")).contains("version 1 of run one, alias production");
    loaded = load(PUBLISHED, VALUES);
    Files.writeString(PUBLISHED.resolve("load.json"), loaded.toPrettyString());
  }

  private static String publish(Path root, String runId, String... arguments) throws Exception {
    return new TestTable(root).publish(runId, arguments);
  }

  private static JsonNode load(Path root, String... arguments) throws Exception {
    return run(root, "any", new LoadVerb(), arguments).result();
  }

  private static StoredResult run(Path root, String runId, Verb verb, String... arguments)
      throws Exception {
    return new TestTable(root).run(runId, verb, arguments);
  }

  private static RunPaths paths(Path root, String runId) {
    return new TestTable(root).paths(runId);
  }

  private static List<Float> vector(JsonNode entry) {
    List<Float> vector = new ArrayList<>();
    entry.path("vector").forEach(value -> vector.add(value.floatValue()));
    return vector;
  }

  @Test
  void loadGivesTheRowsThatSparkReads() {
    Map<Long, List<Float>> rows = new LinkedHashMap<>();
    for (Row row : rowsTable().collectAsList()) {
      rows.put(row.getLong(0), row.getList(1));
    }
    assertThat(loaded.path("vectors")).hasSize(VALUES.length);
    for (JsonNode entry : loaded.path("vectors")) {
      List<Float> expected = new ArrayList<>();
      entry.path("rows").forEach(row -> expected.addAll(orZeros(rows.get(row.asLong()))));
      assertThat(vector(entry)).as(entry.toString()).isEqualTo(expected);
    }
  }

  @Test
  void plainSqlFindsTheVectorsThatLoadGives() {
    SparkSession spark = TestSpark.session();
    List<JsonNode> users = new ArrayList<>();
    loaded.path("vectors").forEach(users::add);
    users.removeIf(entry -> !entry.path("feature").asText().equals("user"));
    List<Row> texts =
        users.stream().map(entry -> RowFactory.create(entry.path("value").textValue())).toList();
    spark
        .createDataFrame(texts, StructType.fromDDL("value string"))
        .createOrReplaceTempView("looked_up");
    rowsTable().createOrReplaceTempView("published");
    TableGeometry geometry = TestVersion.layout().geometry();
    String query =
        HashSpecification.bound(
            new HashSpecification().query(":rowsPerBucket"),
            Map.of(
                "feature",
                "user",
                "chunks",
                2,
                "buckets",
                geometry.buckets(),
                "rowsPerBucket",
                geometry.rowsPerBucket()));

    Map<String, List<Float>> found = new LinkedHashMap<>();
    spark
        .sql(
            "SELECT string(value), vector FROM (%s) LEFT JOIN published USING (row) ORDER BY chunk"
                .formatted(query))
        .collectAsList()
        .forEach(
            row ->
                found
                    .computeIfAbsent(String.valueOf(row.getString(0)), value -> new ArrayList<>())
                    .addAll(orZeros(row.getList(1))));

    assertThat(found).hasSize(TestVersion.USERS + 4);
    for (JsonNode user : users) {
      assertThat(found).containsEntry(user.path("value").asText(), vector(user));
    }
  }

  private static List<Float> orZeros(@Nullable List<Float> vector) {
    return vector == null ? Collections.nCopies(TestVersion.WIDTH, 0f) : vector;
  }

  private static Dataset<Row> rowsTable() {
    return TestSpark.session()
        .read()
        .format("delta")
        .load(paths(PUBLISHED, "one").version() + "/rows");
  }

  @Test
  void loadTakesNumberAliasOrFolder() throws Exception {
    JsonNode expected = load(PUBLISHED, "user=1").path("vectors");

    assertThat(load(PUBLISHED, "--of", "1", "user=1").path("vectors")).isEqualTo(expected);
    assertThat(load(PUBLISHED, "--of", "production", "--verify", "user=1").path("vectors"))
        .isEqualTo(expected);
    assertThat(load(PUBLISHED, "--of", paths(PUBLISHED, "one").version(), "user=1").path("vectors"))
        .isEqualTo(expected);
  }

  @Test
  void refusesUnknownFeatureAndVersion() {
    assertRefused(ErrorCode.USAGE, "must be one of [sex, user, user x sex]", PUBLISHED, "usr=1");
    assertRefused(ErrorCode.USAGE, "Unknown version: '9'", PUBLISHED, "--of", "9", "user=1");
  }

  private static void assertRefused(
      ErrorCode code, String message, Path root, String... arguments) {
    assertThatThrownBy(() -> load(root, arguments))
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  @Test
  void incompleteVersionIsNotPublished() {
    assertThatThrownBy(() -> run(folder, "untrained", new PublishVerb()))
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessageContaining("There is no complete version in");
  }

  @Test
  void historyTellsWhoMovedWhatAndWhy() throws Exception {
    publish(folder, "one");
    publish(folder, "two", "--alias", "candidate");

    assertThat(run(folder, "any", new AliasVerb(), "candidate", "1", "--expect", "2").text())
        .startsWith("alias candidate names version 1 of run one\n");
    assertThat(run(folder, "any", new RollbackVerb(), "candidate").text())
        .startsWith("alias candidate names version 2 of run two\n");
    assertThat(run(folder, "any", new PinVerb(), "1", "--reason", "holdout study").text())
        .isEqualTo("version 1 of run one is pinned: holdout study");
    run(folder, "any", new PinVerb(), "2", "--reason", "mistake");
    run(folder, "any", new UnpinVerb(), "2", "--reason", "no, version 1");

    String user = UserGroupInformation.getCurrentUser().getShortUserName();
    assertThat(
            run(folder, "any", new HistoryVerb())
                .text()
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "T")
                .replace(" " + user + " ", " ann "))
        .isEqualTo(
            """
            1  T  one, pinned: holdout study  <- production
            2  T  two  <- candidate

            T  ann published version 1 of run one
            T  ann moved production to version 1
            T  ann published version 2 of run two
            T  ann moved candidate to version 2
            T  ann moved candidate to version 1
            T  ann moved candidate back to version 2
            T  ann pinned version 1: holdout study
            T  ann pinned version 2: mistake
            T  ann unpinned version 2: no, version 1\
            """);
  }

  @Test
  void historyNamesTheVersionThatAnotherStartedFrom() throws Exception {
    publish(folder, "one");
    TestVersion.write(TestSpark.session(), "two", paths(folder, "two").version(), "one");
    run(folder, "two", new PublishVerb());

    StoredResult history = run(folder, "any", new HistoryVerb());

    JsonNode versions = history.result().path("versions");
    assertThat(versions.at("/0/runId").asText()).isEqualTo("one");
    assertThat(versions.at("/0/parent").isNull()).isTrue();
    assertThat(versions.at("/1/runId").asText()).isEqualTo("two");
    assertThat(versions.at("/1/parent").asLong()).isEqualTo(1);
    assertThat(history.text()).contains("two, from version 1  <- production\n");
  }

  @Test
  void historyTellsOfVersionsWhoseManifestIsGoneOrChanged() throws Exception {
    for (String runId : List.of("gone", "changed")) {
      TestVersion.write(TestSpark.session(), runId, paths(folder, runId).version(), "gone");
      run(folder, runId, new PublishVerb());
    }
    Files.delete(Path.of(paths(folder, "gone").version(), Manifest.PATH));
    new Storage(new Configuration())
        .write(paths(folder, "changed").version() + "/" + Manifest.PATH, "{}");

    assertThat(run(folder, "any", new HistoryVerb()).text().lines().limit(2))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("1  ").endsWith("  gone"),
            line -> assertThat(line).startsWith("2  ").endsWith("  changed  <- production"));
  }

  @Test
  void changedManifestIsRefused() {
    TestVersion.write(TestSpark.session(), "one", paths(folder, "one").version());
    String registry = paths(folder, "one").registry();
    new Registry(TestSpark.session(), registry, Clock.systemUTC(), "ann")
        .publish(
            new Publication("one", "versions/one", "0".repeat(64), null),
            new AliasState("production", AliasState.NONE));

    assertRefused(ErrorCode.BAD_FORMAT, "Damaged version 1: the manifest in", folder, "user=1");
  }

  @Test
  void twoPublishersAtOnceAreBothJudgedAndPublished() throws Exception {
    TestTable table = new TestTable(folder).with("gate.min-touched-share", "0.01");
    for (String runId : List.of("one", "two")) {
      table.train(runId, null, 1);
    }
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<Future<StoredResult>> published =
        Stream.of("one", "two", "two")
            .map(runId -> threads.submit(() -> table.run(runId, new PublishVerb())))
            .toList();
    List<Integer> versions = new ArrayList<>();
    for (Future<StoredResult> result : published) {
      Published found = VerbRunner.values("result", result.get(), Published.class);
      assertThat(Objects.requireNonNull(found.gate()).passed()).isTrue();
      versions.add((int) found.version());
    }
    threads.shutdown();

    assertThat(versions).containsOnly(1, 2);
    History history = table.history();
    assertThat(history.versions()).extracting(Version::number).containsExactly(1L, 2L);
    assertThat(history.aliases()).isEqualTo(Map.of("production", 2L));
    JsonNode gate = JSON.readTree(history.gateOf(2).orElseThrow());
    assertThat(gate.path("live").asLong()).as("the second was held against the first").isEqualTo(1);
    assertThat(gate.at("/checks/0/key").asText()).isEqualTo("min-touched-share");
    assertThat(gate.at("/checks/0/live").asDouble())
        .isEqualTo(gate.at("/checks/0/value").asDouble());
  }
}
