/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.ml;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.Param;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.config.ConfigReader;
import org.unifiedembedding.jobs.config.ConfigSource;
import org.unifiedembedding.jobs.config.RunConfig;

/** The configuration of a fit: that of the user, over it the params that are set. */
final class FitConfiguration {
  /** Name of the table where the configuration gives none. */
  private static final String NAME = "spark-ml";

  private final TrainingParams<?> params;
  private final Map<String, String> overrides = new LinkedHashMap<>();

  private FitConfiguration(TrainingParams<?> params) {
    this.params = params;
  }

  /**
   * The configuration, complete and checked, with a view as its only source.
   *
   * @throws UnifiedEmbeddingException USAGE where a param is missing, contradicts another or the
   *     configuration, or a key is out of range
   */
  static RunConfig of(TrainingParams<?> params, String view) {
    return new FitConfiguration(params).read(view);
  }

  private RunConfig read(String view) {
    if (!params.isDefined(params.workDir())) {
      throw usage("Missing workDir (give a folder or URI that driver and executors see)");
    }
    overrides.put("root", params.getWorkDir());
    overrides.put("source.query", "SELECT * FROM " + view);
    column("source.label", params.labelCol());
    column("source.weight", params.weightCol());
    if (params.isSet(params.validationFraction())) {
      overrides.put("source.split.by", "random");
    }
    set("source.split.validation", params.validationFraction());
    features();
    table();
    training();
    RunConfig config = ConfigReader.read(source(), overrides);
    return config.withSource(onlyQuery(config.source()));
  }

  private ConfigSource source() {
    boolean text = params.isSet(params.config());
    if (params.isSet(params.configFile())) {
      if (text) {
        throw usage("Invalid config: configFile is set too (set one of them)");
      }
      return new ConfigSource.File(Path.of(params.getConfigFile()));
    }
    String content = text ? params.getConfig() : "";
    if (!names(content)) {
      overrides.put("name", NAME);
    }
    return new ConfigSource.Text("config", content);
  }

  /** Whether a configuration names the table; one that cannot be parsed is refused later. */
  private static boolean names(String content) {
    try {
      return ConfigFactory.parseString(content).root().containsKey("name");
    } catch (ConfigException e) {
      return true;
    }
  }

  private void features() {
    List<Map<String, Object>> features = new ArrayList<>();
    for (String name : list(params.categoricalCols())) {
      features.add(Map.of("name", name));
    }
    for (String name : list(params.multiValuedCols())) {
      features.add(Map.of("name", name, "type", "multi-valued"));
    }
    for (String name : list(params.numericCols())) {
      features.add(Map.of("name", name, "type", "numeric", "standardise", true));
    }
    if (!features.isEmpty()) {
      overrides.put(
          "features",
          ConfigValueFactory.fromIterable(features).render(ConfigRenderOptions.concise()));
    } else if (!params.isSet(params.config()) && !params.isSet(params.configFile())) {
      throw usage(
          "Missing features (set categoricalCols, multiValuedCols or numericCols, or list features"
              + " in config or configFile)");
    }
  }

  private List<String> list(Param<String[]> names) {
    return params.isSet(names) ? Arrays.asList(params.getOrDefault(names)) : List.of();
  }

  /** Rows or budget replace the size that the configuration gives, however it gives it. */
  private void table() {
    if (params.isSet(params.rows()) || params.isSet(params.budget())) {
      overrides.put("table.rows", "0");
      overrides.put("table.budget", "");
      overrides.put("table.share", "0");
    }
    set("table.rows", params.rows());
    set("table.budget", params.budget());
    set("table.width", params.width());
    set("table.chunks", params.chunks());
  }

  private void training() {
    set("seed", params.seed());
    set("head.type", params.head());
    if (params.isSet(params.hidden())) {
      overrides.put("head.hidden", Arrays.toString(params.getHidden()));
    }
    set("train.epochs", params.epochs());
    set("train.batch", params.batchSize());
    set("train.workers", params.workers());
    set("train.staleness", params.staleness());
    set("train.row-optimizer.learning-rate", params.rowLearningRate());
    set("train.head-optimizer.learning-rate", params.headLearningRate());
  }

  private void set(String key, Param<?> param) {
    if (params.isSet(param)) {
      overrides.put(key, String.valueOf((Object) params.getOrDefault(param)));
    }
  }

  private void column(String key, Param<String> param) {
    if (params.isSet(param)) {
      overrides.put(key, "`" + params.getOrDefault(param).replace("`", "``") + "`");
    }
  }

  /** Whoever fits keeps records for the test aside, so a random split makes no test part. */
  private static RunConfig.Source onlyQuery(RunConfig.Source source) {
    RunConfig.Split split = source.split();
    return new RunConfig.Source(
        Map.of(),
        source.query(),
        source.label(),
        source.weight(),
        source.maxBadFraction(),
        new RunConfig.Split(
            split.by(),
            split.expression(),
            split.validation(),
            split.by().equals("random") ? 0 : split.test(),
            split.validationFrom(),
            split.testFrom(),
            split.trainValues(),
            split.validationValues(),
            split.testValues()));
  }

  private static UnifiedEmbeddingException usage(String message) {
    return new UnifiedEmbeddingException(ErrorCode.USAGE, message);
  }
}
