/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.unifiedembedding.embedding.snapshot.Part;
import org.unifiedembedding.jobs.cli.Storage;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.evaluate.EvaluateVerb;
import org.unifiedembedding.jobs.export.ExportVerb;
import org.unifiedembedding.jobs.lake.TestSpark;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.materialize.MaterializeVerb;
import org.unifiedembedding.jobs.prepare.PrepareVerb;
import org.unifiedembedding.jobs.publish.LoadVerb;
import org.unifiedembedding.jobs.publish.PublishVerb;
import org.unifiedembedding.jobs.publish.TrainedClicks;
import org.unifiedembedding.jobs.retain.RetainVerb;
import org.unifiedembedding.jobs.train.TrainVerb;
import org.unifiedembedding.jobs.verify.VerifyVerb;

/** From raw data to retired versions, on stores that no local path leads to. */
@Tag("spark")
class PipelineOnStoresTest {
  /** Settings of the training that is killed. */
  static final Map<String, String> MANY_ROUNDS =
      Map.of("train.epochs", "3", "train.round-examples", "500", "train.patience", "0");

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path local;
  private static List<Part> partsOnLocalDisk = List.of();

  @BeforeAll
  static void trainOnLocalDisk() throws Exception {
    TrainedClicks clicks = new TrainedClicks(local);
    clicks.writeLog();
    clicks.run("one", new PrepareVerb(), Map.of());
    clicks.run("one", new TrainVerb(), MANY_ROUNDS);
    partsOnLocalDisk = parts(clicks, "one");
  }

  private static Configuration hadoop() {
    return TestSpark.session().sparkContext().hadoopConfiguration();
  }

  private static List<Part> parts(TrainedClicks clicks, String runId) {
    return new VersionFolder(hadoop(), clicks.paths(runId).version()).manifest().files().parts();
  }

  @ParameterizedTest
  @EnumSource(names = {"HDFS", "S3"})
  void everyVerbRuns(TestStore store) throws Exception {
    TrainedClicks clicks = new TrainedClicks(store.newFolder());
    Storage storage = new Storage(hadoop());
    clicks.writeLog();
    clicks.run("one", new PrepareVerb(), Map.of());

    killWhileTraining(store, clicks, storage);
    assertThat(clicks.run("one", new TrainVerb(), MANY_ROUNDS).text()).contains(", resumed: ");
    assertThat(parts(clicks, "one")).as("bytes as on local disk").isEqualTo(partsOnLocalDisk);

    VerbResult judged = clicks.run("one", new EvaluateVerb(), Map.of());
    assertThat(values(judged).path("candidate").asText()).isEqualTo(clicks.paths("one").version());
    assertThat(storage.read(clicks.paths("one").htmlReport())).isPresent();
    clicks.run("one", new PublishVerb(), Map.of("publish.exports", "[float16]"), "--alias", "");
    JsonNode exported =
        values(clicks.run("any", new ExportVerb(), Map.of("export.format", "int8"), "1"));
    assertThat(exported.at("/export/scores/examples").asLong()).isPositive();
    assertThat(vector(clicks, "--of", "1")).isEqualTo(vector(clicks, "--of", "1", "--verify"));
    assertThat(vector(clicks, "--of", "1", "--format", "float16")).hasSize(14);
    clicks.run("any", new MaterializeVerb(), Map.of(), "1");

    Map<String, String> second = Map.of("train.warm-start", "1");
    clicks.run("two", new TrainVerb(), second, "--prepared", "one");
    clicks.run("two", new PublishVerb(), second);
    JsonNode moved = values(clicks.run("any", new MaterializeVerb(), Map.of()));
    assertThat(moved.path("version").asLong()).isEqualTo(2);
    assertThat(moved.path("changed").asLong()).isPositive();

    Map<String, String> newest = Map.of("retain.keep-last", "1", "retain.keep-days", "0");
    clicks.run("any", new RetainVerb(), newest, "--apply");
    assertThat(storage.bytes(clicks.paths("one").version())).isEmpty();
    assertThat(storage.bytes(clicks.paths("one").checkpoint())).isEmpty();
    assertThat(clicks.run("any", new VerifyVerb(), Map.of()).text())
        .isEqualTo("versions [2]: 0 damages, 0 orphans");
  }

  /** Kills a process that trains run one, between two of its rounds or within one. */
  private static void killWhileTraining(TestStore store, TrainedClicks clicks, Storage storage)
      throws IOException {
    String log = clicks.paths("one").checkpoint() + "/_delta_log";
    try (StoreClient process = StoreClient.start(store, local.resolve(store + ".log").toFile())) {
      process.send("train", clicks.folder(), "one");
      await()
          .atMost(Duration.ofMinutes(3))
          .until(() -> commits(storage, log) >= 5 || !process.isAlive());
      assertThat(process.isAlive()).isTrue();
    }
    assertThat(new VersionFolder(hadoop(), clicks.paths("one").version()).manifestText()).isEmpty();
  }

  private static long commits(Storage storage, String log) {
    return storage.list(log).stream().filter(file -> file.matches(".*/\\d{20}\\.json")).count();
  }

  private static JsonNode vector(TrainedClicks clicks, String... options) throws Exception {
    String[] arguments = List.of(options).toArray(new String[options.length + 1]);
    arguments[options.length] = "user=u1";
    return values(clicks.run("any", new LoadVerb(), Map.of(), arguments)).at("/vectors/0/vector");
  }

  private static JsonNode values(VerbResult result) {
    return JSON.valueToTree(result.values());
  }
}
