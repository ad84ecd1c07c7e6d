/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

class ConfigReaderTest {
  private static final String SMALL =
      """
      name = clicks
      data = /raw
      source.inputs.log { format = csv, path = ${data}"/log.csv", header = true }
      features = [{ name = user }, { name = tags, type = multi-valued, combiner = mean }]
      feature.exact-up-to = 10
      table.rows = 1000
      spark { spark.local.dir = /scratch, "spark.ui.port" = 4050 }
      """;

  private static RunConfig read(String text, Map<String, String> overrides) {
    return ConfigReader.read(new ConfigSource.Text("small.conf", text), overrides);
  }

  private static RunConfig read(String text) {
    return read(text, Map.of());
  }

  private static RunConfig.Input log(RunConfig config) {
    return Objects.requireNonNull(config.source().inputs().get("log"));
  }

  @Test
  void takesTheFileBeforeTheReference() {
    RunConfig config = read(SMALL);
    assertThat(config.name()).isEqualTo("clicks");
    assertThat(config.table().rows()).isEqualTo(1000);
    assertThat(config.table().width()).isEqualTo(16);
    assertThat(config.train().roundExamples()).isZero();
    assertThat(config.train().rowOptimizer().beta2()).isEqualTo(0.999);
  }

  @Test
  void fillsEntriesFromTheirDefaults() {
    RunConfig config = read(SMALL);
    assertThat(log(config).encoding()).isEqualTo("UTF-8");
    assertThat(log(config).path()).isEqualTo("/raw/log.csv");
    assertThat(config.features()).extracting(RunConfig.FeatureConfig::exactUpTo).containsOnly(10L);
    assertThat(config.features().get(0).type()).isEqualTo("categorical");
  }

  @Test
  void flattensSparkKeys() {
    assertThat(read(SMALL, Map.of("spark.spark.ui.enabled", "true")).spark())
        .containsOnly(
            Map.entry("spark.local.dir", "/scratch"),
            Map.entry("spark.ui.port", "4050"),
            Map.entry("spark.ui.enabled", "true"));
  }

  @Test
  void takesOverridesBeforeTheFile() {
    RunConfig config =
        read(
            SMALL,
            Map.of(
                "table.rows", "2e3",
                "root", "hdfs://host:8020/tables",
                "data", "/other",
                "head.hidden", "[64, 32]",
                "source.inputs.log.separator", "\"\\t\""));
    assertThat(config.table().rows()).isEqualTo(2000);
    assertThat(config.root()).isEqualTo("hdfs://host:8020/tables");
    assertThat(log(config).path()).isEqualTo("/other/log.csv");
    assertThat(log(config).separator()).isEqualTo("\t");
    assertThat(config.head().hidden()).isEqualTo(List.of(64, 32));
  }

  @Test
  void readsAFileAndNamesItInErrors(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("my.conf"), SMALL + "\ntable.budgt = 1MiB\n");
    assertThatThrownBy(() -> ConfigReader.read(new ConfigSource.File(file), Map.of()))
        .hasMessageContaining("Unknown key 'table.budgt' in ")
        .hasMessageContaining("my.conf: 9")
        .hasMessageContaining("the nearest key is 'table.budget'")
        .asInstanceOf(InstanceOfAssertFactories.type(UnifiedEmbeddingException.class))
        .returns(ErrorCode.USAGE, UnifiedEmbeddingException::code);
  }

  @Test
  void refusesAFileThatIsNotThere(@TempDir Path folder) {
    assertThatThrownBy(
            () -> ConfigReader.read(new ConfigSource.File(folder.resolve("no.conf")), Map.of()))
        .hasMessageContaining("no.conf' is not a readable file (give an existing file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          tabel.width = 3 | Unknown key 'tabel' in small.conf: 8 (the nearest key is 'table'
          width = 3 | the nearest key is 'table.width'
          features = [{ nam = x }] | Unknown key 'features[0].nam'
          source.inputs.log.pth = x | Unknown key 'source.inputs.log.pth'
          table.width = abc | Invalid table.width: 'abc' (must be a whole number of at most
          table.width = 1.5 | Invalid table.width: '1.5' (must be a whole number
          table.width = 0 | Invalid table.width: '0' (must be >= 1)
          table.width = [1] | Invalid table.width: '[1]' (must be a whole number
          table = 3 | Invalid table: '3' (must be a section; correct it in small.conf: 8)
          head.hidden = 3 | Invalid head.hidden: '3' (must be a list
          table.budget = 1MiB | give exactly one of table.budget, table.rows and table.share
          table.rows = 0 | give exactly one of table.budget, table.rows and table.share
          table.rows = -5 | Invalid table.rows: '-5' (must be >= 0)
          table { rows = 0, budget = 0MiB } | Invalid table.budget: '0MiB' (must be a size above 0
          head.type = factorization, features = [{ name = x }, { name = y, chunks = 3 }] | 3=[y]}; give them the same
          train.patience = -1 | Invalid train.patience: '-1' (must be >= 0)
          train.metric = rmse | Invalid train.metric: 'rmse' (must be one of auc, log-loss)
          gate.max-auc-drop = little | Invalid gate.max-auc-drop: 'little' (must be a number >= 0
          gate.min-cosine = -2 | Invalid gate.min-cosine: '-2' (must be a number >= -1, or empty
          retain.keep-last = 0 | Invalid retain.keep-last: '0' (must be >= 1)
          name = a/b | Invalid name: 'a/b' (must be letters, digits, '-' and '_'
          features = [] | Missing features (list at least one feature with a name)
          features = [{ name = x }, { name = x }] | 'x' is defined twice (rename one of them)
          features = [{ name = x, log = 1 }] | the key is for numeric features only; remove it
          features = [{ name = x, type = numeric, log = e }] | Invalid features[0].log: 'e'
          features = [{ name = x, hash-as = y }] | Invalid hash-as of feature 'x': 'y'
          features = [{ name = x, type = number }] | Invalid features[0].type: 'number'
          features = [{ name = c, type = cross, parts = [a, b] }] | Invalid part of cross 'c': 'a'
          source.inputs.log.header = false | Missing source.inputs.log.columns
          source.inputs.b { format = json, path = x } | Missing source.query
          source.inputs.log.encoding = utf9 | Invalid source.inputs.log.encoding: 'utf9'
          source.split.test = 0.95 | validation + test must be < 1; leave a training part
          name = ${NO_SUCH_VARIABLE_HERE} | define the key with --set or the environment variable
          name = "a | Cannot read the configuration: small.conf: 8
          """)
  void refuses(String line, String message) {
    assertThatThrownBy(() -> read(SMALL + line))
        .hasMessageContaining(message)
        .asInstanceOf(InstanceOfAssertFactories.type(UnifiedEmbeddingException.class))
        .returns(ErrorCode.USAGE, UnifiedEmbeddingException::code);
  }

  @Test
  void refusesAnUnknownKeyOfTheCommandLine() {
    assertThatThrownBy(() -> read(SMALL, Map.of("train.batchsize", "3")))
        .hasMessageContaining("Unknown key 'train.batchsize' in --set")
        .hasMessageContaining("the nearest key is 'train.batch'");
  }
}
