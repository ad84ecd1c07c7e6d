/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigTextTest {
  private static RunConfig read(String more) {
    String text =
        """
        name = clicks
        source.inputs.log { format = parquet, path = "s3a://me:pass@bucket/log" }
        features = [{ name = user }, { name = item, exact-up-to = 5 }]
        table.rows = 1000
        spark {
          spark.hadoop.fs.s3a { access.key = abc, secret.key = abc, session.token = abc, encryption.key = abc }
          spark.ui.port = 4050
        }
        """;
    return ConfigReader.read(new ConfigSource.Text("t", text + more), Map.of());
  }

  @Test
  void listsKeysWithoutSecretsAndDefaultsOfEntries() {
    Map<String, String> text = ConfigText.of(read(""));
    assertThat(text)
        .containsEntry("source.inputs.log.path", "s3a://(redacted)@bucket/log")
        .containsEntry("spark.spark.hadoop.fs.s3a.access.key", "(redacted)")
        .containsEntry("spark.spark.hadoop.fs.s3a.secret.key", "(redacted)")
        .containsEntry("spark.spark.hadoop.fs.s3a.session.token", "(redacted)")
        .containsEntry("spark.spark.hadoop.fs.s3a.encryption.key", "(redacted)")
        .containsEntry("spark.spark.ui.port", "4050")
        .containsEntry("features[1].exact-up-to", "5")
        .containsEntry("train.row-optimizer.beta1", "0.9")
        .doesNotContainKeys("features[0].exact-up-to", "source.inputs.log.encoding");
  }

  @Test
  void hashesWhatTheRunMakes() {
    String id = ConfigText.runId(read(""));
    assertThat(id).matches("[0-9a-f]{12}");
    assertThat(ConfigText.runId(read("publish.alias = x, root = y"))).isEqualTo(id);
    assertThat(ConfigText.runId(read("seed = 43"))).isNotEqualTo(id);
  }

  @Test
  void keepsTheVerbsOwnSection() {
    assertThat(ConfigText.ofRun(read(""), "publish")).containsKey("publish.alias");
    assertThat(ConfigText.ofRun(read(""), "train")).doesNotContainKey("publish.alias");
  }

  @Test
  void linesAreParsedToWhatTheyWereMadeOf() {
    Map<String, String> text = new LinkedHashMap<>();
    text.put("source.query", "SELECT *\n\n  FROM a\nname = 'x'");
    text.put("train.warm-start", "");
    text.put("features[0].expression", "a = b\n");
    assertThat(ConfigText.parse(ConfigText.lines(text))).containsExactlyEntriesOf(text);
    assertThat(ConfigText.parse("")).isEmpty();
  }

  @Test
  void namesDifferences() {
    assertThat(ConfigText.differences(Map.of("b", "1", "c", "1"), Map.of("a", "2", "c", "3")))
        .containsExactly("a was 'not set', is '2'", "b was '1', is 'not set'", "c was '1', is '3'");
  }
}
