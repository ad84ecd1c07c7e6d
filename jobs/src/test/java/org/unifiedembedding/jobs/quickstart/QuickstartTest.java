/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.jobs.cli.UeProcess;

@Tag("spark")
@Tag("slow")
class QuickstartTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void comesNearTheBestPossibleAucAndLeavesAVersion() throws Exception {
    // As users run it: it trains long enough for the second compiler.
    UeProcess.Outcome outcome =
        UeProcess.start(folder, Map.of("UE_JAVA_OPTIONS", ""), "quickstart", "--json").await();
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    JsonNode found = JSON.readTree(outcome.out()).path("result");
    double own = found.at("/models/0/auc").asDouble();
    double best = found.at("/models/2/auc").asDouble();
    assertThat(found.at("/models/2/name").asText()).contains("best possible");
    assertThat(own).isBetween(best - 0.01, best);
    assertThat(found.at("/models/1/rows").asLong()).isEqualTo(found.at("/models/0/rows").asLong());
    assertThat(Path.of(found.path("report").asText())).isRegularFile();
    assertLoads(found);

    UeProcess.Outcome again = UeProcess.run(folder, "quickstart", "--json");
    assertThat(JSON.readTree(again.out())).isEqualTo(JSON.readTree(outcome.out()));
  }

  private static void assertLoads(JsonNode found) {
    Path version = Path.of(found.path("path").asText());
    assertThat(Files.exists(version.resolve("manifest.json"))).isTrue();
    EmbeddingTable table = EmbeddingTable.open(version);
    JsonNode loaded = found.path("loaded");
    float[] vector = table.vector(loaded.path("feature").asText(), loaded.path("value").asText());
    assertThat(loaded.path("vector")).hasSize(vector.length);
    for (int i = 0; i < vector.length; i++) {
      assertThat((float) loaded.path("vector").path(i).asDouble()).isEqualTo(vector[i]);
    }
  }
}
