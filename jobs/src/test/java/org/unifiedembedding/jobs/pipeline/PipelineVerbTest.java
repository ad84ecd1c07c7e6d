/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.cli.UeProcess;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.publish.TrainedClicks;

@Tag("spark")
class PipelineVerbTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private TrainedClicks clicks;

  @BeforeEach
  void writeLog() {
    clicks = new TrainedClicks(folder);
    clicks.writeLog();
  }

  private Path result(String runId, String verb) {
    return Path.of(clicks.paths(runId).result(verb));
  }

  @Test
  void publishesAfterTheGateLetsItAndTrainsOnce() throws Exception {
    UnifiedEmbeddingException refusal =
        catchThrowableOfType(
            UnifiedEmbeddingException.class,
            () ->
                clicks.run(
                    "one",
                    new PipelineVerb(),
                    Map.of("gate.min-examples", "1", "gate.min-auc", "0.999")));
    assertThat(refusal.code()).isEqualTo(ErrorCode.GATE_REFUSED);
    assertThat(result("one", "publish")).doesNotExist();
    String trained = Files.readString(result("one", "train"));

    VerbResult done =
        clicks.run("one", new PipelineVerb(), Map.of("gate.min-auc", ""), "--alias", "canary");

    assertThat(Files.readString(result("one", "train"))).isEqualTo(trained);
    assertThat(done.text()).contains("version 1 of run one, alias canary");
    JsonNode values = JSON.valueToTree(done.values());
    assertThat(values.path("results").fieldNames())
        .toIterable()
        .containsExactly("prepare", "train", "evaluate", "publish");
    assertThat(values.path("seconds").fieldNames())
        .toIterable()
        .containsExactly("prepare", "train", "evaluate", "publish");
    for (String verb : List.of("prepare", "train", "evaluate", "publish")) {
      assertThat(values.at("/results/" + verb))
          .hasToString(JSON.readTree(result("one", verb).toFile()).path("result").toString());
    }
    assertThat(JSON.readTree(result("one", "publish").toFile()).path("options"))
        .isEqualTo(JSON.valueToTree(Map.of("--alias", "canary")));

    clicks.run("two", new PipelineVerb(), Map.of(), "--prepared", "one");

    assertThat(result("two", "prepare")).doesNotExist();
    assertThat(JSON.readTree(result("two", "publish").toFile()).at("/result/version").asInt())
        .isEqualTo(2);
  }

  @Test
  void goesOnAfterAKillFromWhatHadFinished() throws Exception {
    Path conf = Files.writeString(folder.resolve("clicks.conf"), clicks.configuration());
    String[] command = {"pipeline", "--conf", conf.toString(), "--run-id", "one", "--json"};
    UeProcess first = UeProcess.start(folder, command);
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> Files.exists(result("one", "prepare")));
    first.process().destroyForcibly();
    assertThat(first.await().exitCode()).isEqualTo(137);
    String prepared = Files.readString(result("one", "prepare"));

    UeProcess.Outcome outcome = UeProcess.run(folder, command);

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(Files.readString(result("one", "prepare"))).isEqualTo(prepared);
    assertThat(JSON.readTree(outcome.out()).at("/result/results/publish/version").asInt())
        .isEqualTo(1);
  }
}
