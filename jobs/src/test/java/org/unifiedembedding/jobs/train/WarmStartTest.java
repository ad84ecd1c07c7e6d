/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.snapshot.HeadFile;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.jobs.cli.Progress;
import org.unifiedembedding.jobs.cli.RunPaths;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.config.ConfigReader;
import org.unifiedembedding.jobs.config.ConfigSource;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.host.RunHosts;
import org.unifiedembedding.jobs.lake.DeltaLake;
import org.unifiedembedding.jobs.lake.TestSpark;
import org.unifiedembedding.jobs.prepare.PrepareJob;
import org.unifiedembedding.jobs.prepare.PreparedExamples;
import org.unifiedembedding.jobs.publish.PublishVerb;
import org.unifiedembedding.sharding.client.TableAccess;
import org.unifiedembedding.sharding.store.RowSelection;

/** A published version, and runs that start from it. */
@Tag("spark")
class WarmStartTest {
  private static final String TWO = "{ name = user }, { name = item }";
  private static final String THREE = TWO + ", { name = day }";

  @TempDir private static Path folder;
  private static TrainResult parent;

  /** Rows with their optimizer state. */
  private record Rows(Map<Long, List<Float>> weights, Map<Long, List<Float>> state) {
    Rows() {
      this(new HashMap<>(), new HashMap<>());
    }
  }

  private static RunConfig config(String features, Map<String, String> changes) {
    Map<String, String> keys = new HashMap<>();
    keys.put("root", folder.resolve("data").toString());
    keys.put("data", folder.toString());
    keys.putAll(changes);
    String text =
        """
        name = clicks
        source.inputs.log { format = csv, path = ${data}"/log.csv", header = true }
        source.label = "cast(label as int)"
        table { rows = 1000, width = 8 }
        head { type = mlp, hidden = [16] }
        prepare.unit-examples = 1000
        train { epochs = 2, batch = 128, round-examples = 8000, patience = 0
          row-optimizer { learning-rate = 0.02 } }
        features = [%s]
        """
            .formatted(features);
    return ConfigReader.read(new ConfigSource.Text("test.conf", text), keys);
  }

  private static VerbContext context(String runId, RunConfig config) {
    RunPaths paths = new RunPaths(config.root(), config.name(), runId);
    return new VerbContext(config, runId, TestSpark::session, Progress.silent(), paths);
  }

  private static String prepared(String runId) {
    return folder.resolve("data/clicks/runs/" + runId + "/prepared").toString();
  }

  private static TrainResult train(String runId, String prepared, RunConfig config) {
    return new TrainJob(context(runId, config), prepared(prepared)).run();
  }

  private static Manifest manifest(String runId) {
    return ManifestJson.read(folder.resolve("data/clicks/versions/" + runId));
  }

  private static Map<String, String> from(String reference, String... more) {
    Map<String, String> changes = new HashMap<>(Map.of("train.warm-start", reference));
    for (int i = 0; i < more.length; i += 2) {
      changes.put(more[i], more[i + 1]);
    }
    return changes;
  }

  @BeforeAll
  static void publishAVersion() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder log = new StringBuilder("user,item,day,label\n");
    for (int i = 0; i < 20_000; i++) {
      int user = random.nextInt(500);
      int item = random.nextInt(80);
      int label = random.nextInt(100) < (user % 7 + item % 5) * 10 ? 1 : 0;
      log.append("u" + user + ",i" + item + ",d" + i % 7 + "," + label + "\n");
    }
    Files.writeString(folder.resolve("log.csv"), log);
    for (String features : List.of(TWO, THREE)) {
      String run = features.equals(TWO) ? "parent" : "three";
      VerbContext context = context(run, config(features, Map.of()));
      PrepareJob.run(context.spark(), context.config(), context.paths(), context.progress());
    }
    parent = train("parent", "parent", config(TWO, Map.of()));
    new PublishVerb().run(context("parent", config(TWO, Map.of())));
  }

  @Test
  void goesOnWhereTheVersionStopped() {
    TrainResult cold = train("cold", "parent", config(TWO, Map.of("train.epochs", "1")));
    TrainResult warm =
        train("warm", "parent", config(TWO, from("production", "train.epochs", "1")));
    double reached = parent.best().validationAuc();
    assertThat(cold.rounds().get(0).validationAuc()).isLessThan(reached - 0.01);
    assertThat(warm.rounds().get(0).validationAuc()).isGreaterThanOrEqualTo(reached);
    assertThat(warm.rounds()).hasSize(cold.rounds().size());
    assertThat(manifest("cold").parent()).isNull();
    assertThat(manifest("warm").parent()).isEqualTo("parent");
    assertThat(warm.text()).contains("Round 0, warm-start: from version 1 of run parent: ");
  }

  @Test
  void restoresRowsHeadAndStateBitByBit() {
    RunConfig config = config(TWO, from("1", "train.row-optimizer.learning-rate", "0.001"));
    long best = parent.best().round();
    Rows expected = checkpoint("parent", best);
    assertThat(expected.weights().size()).isGreaterThan(500);
    started(
        "bits",
        config,
        (table, event) -> {
          assertThat(stored(table, 1)).isEqualTo(expected);
          Row head = headOf("parent", best);
          assertThat(table.headWeights()).isEqualTo(floats(head, "weights"));
          assertThat(table.headState().state()).isEqualTo(floats(head, "state"));
          assertThat(table.headState().step()).isPositive();
          assertThat(event.message())
              .isEqualTo(
                  "from version 1 of run parent: %,d rows with their optimizer's state; the head with its optimizer's state"
                      .formatted(expected.weights().size()));
        });
  }

  @Test
  void startsStateAnewUnderAnotherOptimizer() {
    RunConfig config =
        config(
            TWO,
            from("1", "train.row-optimizer.type", "adagrad", "train.head-optimizer.beta1", "0.5"));
    Rows expected = checkpoint("parent", parent.best().round());
    started(
        "adagrad",
        config,
        (table, event) -> {
          Rows rows = stored(table, 8);
          assertThat(rows.weights()).isEqualTo(expected.weights());
          assertThat(rows.state().values())
              .allSatisfy(state -> assertThat(state).hasSize(8).containsOnly(0f));
          assertThat(table.headWeights()).isEqualTo(versionHead());
          assertThat(table.headState().state()).containsOnly(0f);
          assertThat(table.headState().step()).isZero();
          assertThat(event.message())
              .contains(
                  "rows with new optimizer state, since it was of 'row-wise-adagrad from 0.0' and"
                      + " is of 'adagrad from 0.0'")
              .contains(
                  "the head with new optimizer state, since it was of 'adam, beta1 0.9, beta2"
                      + " 0.999' and is of 'adam, beta1 0.5, beta2 0.999'");
        });
  }

  @Test
  void startsStateAnewWhereTheCheckpointIsGone() {
    train("short", "parent", config(TWO, Map.of("train.epochs", "1", "publish.alias", "")));
    VerbContext short1 = context("short", config(TWO, Map.of("publish.alias", "candidate")));
    new PublishVerb().run(short1);
    Rows expected = checkpoint("short", manifest("short").training().bestRound());
    FileUtil.fullyDelete(folder.resolve("data/clicks/runs/short/checkpoint").toFile());
    started(
        "gone",
        config(TWO, from("candidate")),
        (table, event) -> {
          assertThat(stored(table, 1).weights()).isEqualTo(expected.weights());
          assertThat(stored(table, 1).state().values())
              .allSatisfy(state -> assertThat(state).containsExactly(0f));
          assertThat(event.message())
              .contains("rows with new optimizer state, since the checkpoint of run short is gone")
              .contains("the head with new optimizer state, since the checkpoint of run short");
        });
  }

  @Test
  void startsADeepHeadAnewOverOtherFeatures() {
    started(
        "three",
        config(THREE, from("1")),
        (table, event) -> {
          assertThat(stored(table, 1)).isEqualTo(checkpoint("parent", parent.best().round()));
          assertThat(table.headState().step()).isZero();
          assertThat(event.message())
              .endsWith(
                  "a new head: the features were [[user, item], []] and are [[user, item, day],"
                      + " []]");
        });
  }

  @Test
  void carriesALogisticHeadOverToOtherFeatures() {
    Map<String, String> logistic = Map.of("head.type", "logistic", "publish.alias", "logistic");
    train("linear", "parent", config(TWO, logistic));
    new PublishVerb().run(context("linear", config(TWO, logistic)));
    TrainResult warm =
        train(
            "three",
            "three",
            config(
                THREE,
                from("logistic", "head.type", "logistic", "train.epochs", "1", "seed", "7")));
    assertThat(warm.rounds().get(0).validationAuc())
        .isGreaterThan(manifest("linear").metrics().getOrDefault("auc", 1.0) - 0.005);
    assertThat(warm.events().get(0).message()).contains("head's weights of the features in both");
  }

  @Test
  void refusesAVersionOfAnotherSizeAndLeavesNothing() {
    assertThatThrownBy(
            () -> train("larger", "parent", config(TWO, from("1", "table.rows", "2000"))))
        .hasMessageStartingWith("Cannot start from version 1: its table has 1000 rows of 8 floats");
    assertThatThrownBy(() -> train("unknown", "parent", config(TWO, from("9"))))
        .hasMessageStartingWith("Unknown version: '9'");
    assertThat(folder.resolve("data/clicks/runs/larger")).doesNotExist();
    assertThat(folder.resolve("data/clicks/runs/unknown")).doesNotExist();
  }

  @Test
  void asksForTheVersionBeforeTheFirstRoundOnly() {
    TrainResult begun =
        train("begun", "parent", config(TWO, from("production", "train.epochs", "1")));
    TrainResult again = train("begun", "parent", config(TWO, from("9", "train.epochs", "1")));
    assertThat(again.rounds()).isEqualTo(begun.rounds());
    assertThat(manifest("begun").parent()).isEqualTo("parent");
  }

  private interface Look {
    void at(TableAccess table, TrainEvent event);
  }

  /** Fills the shards of a run as its first round would find them. */
  private static void started(String runId, RunConfig config, Look look) {
    VerbContext context = context(runId, config);
    String examples = config.features().size() == 2 ? "parent" : "three";
    PreparedExamples prepared = PreparedExamples.open(context.spark(), prepared(examples));
    TrainSetup setup = TrainSetup.of(config, prepared);
    try (RunHosts hosts =
        RunHosts.open(
            JavaSparkContext.fromSparkContext(context.spark().sparkContext()),
            runId,
            setup.hosted(prepared.schema()),
            setup.cellFiles(context.paths().checkpoint(), context.hadoop()),
            setup.planner(),
            config.hosts())) {
      TrainEvent event = WarmStart.of(context, setup).apply(hosts).orElseThrow();
      look.at(hosts.table(), event);
    }
  }

  private static Rows stored(TableAccess table, int stateSize) {
    Rows rows = new Rows();
    int buckets = manifest("parent").table().geometry().allBuckets();
    for (int bucket = 0; bucket < buckets; bucket++) {
      table.scan(
          bucket,
          RowSelection.STORED,
          (row, weights, offset, state, stateOffset) -> {
            rows.weights().put(row, list(weights, offset, 8));
            rows.state().put(row, list(state, stateOffset, stateSize));
          });
    }
    return rows;
  }

  /** The last word of a checkpoint's cells on each row, decoded here byte by byte. */
  private static Rows checkpoint(String run, long round) {
    Rows rows = new Rows();
    long rowsPerBucket = manifest(run).table().geometry().rowsPerBucket();
    for (Row cell : cells(run, "bucket >= 0 and round <= " + round)) {
      int count = cell.<Integer>getAs("rows");
      ByteBuffer offsets = ByteBuffer.wrap(cell.getAs("offsets")).order(ByteOrder.LITTLE_ENDIAN);
      float[] weights = floats(cell, "weights");
      float[] state = floats(cell, "state");
      for (int i = 0; i < count; i++) {
        long row = cell.<Integer>getAs("bucket") * rowsPerBucket + offsets.getInt();
        rows.weights().put(row, list(weights, i * 8, 8));
        rows.state().put(row, list(state, i * (state.length / count), state.length / count));
      }
    }
    return rows;
  }

  private static Row headOf(String run, long round) {
    return cells(run, "bucket = -1 and round = " + round).get(0);
  }

  private static List<Row> cells(String run, String condition) {
    String path = folder.resolve("data/clicks/runs/" + run + "/checkpoint").toString();
    DeltaLake lake = new DeltaLake(TestSpark.session());
    return lake.read(path, lake.version(path)).where(condition).orderBy("round").collectAsList();
  }

  private static float[] floats(Row row, String column) {
    ByteBuffer bytes = ByteBuffer.wrap(row.getAs(column)).order(ByteOrder.LITTLE_ENDIAN);
    float[] floats = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(floats);
    return floats;
  }

  private static float[] versionHead() {
    Path version = folder.resolve("data/clicks/versions/parent");
    return HeadFile.read(version, ManifestJson.read(version));
  }

  private static List<Float> list(float[] floats, int offset, int length) {
    List<Float> list = new ArrayList<>();
    for (float f : Arrays.copyOfRange(floats, offset, offset + length)) {
      list.add(f);
    }
    return list;
  }
}
