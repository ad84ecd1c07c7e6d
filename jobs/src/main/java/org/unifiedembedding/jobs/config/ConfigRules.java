/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.unifiedembedding.embedding.snapshot.RowFormat;

/** What must hold of a configuration's values before anything starts. */
final class ConfigRules {
  private ConfigRules() {}

  static void check(RunConfig config) {
    if (!config.name().matches("[A-Za-z0-9_-]+")) {
      throw ConfigErrors.invalid(
          "name", config.name(), "must be letters, digits, '-' and '_'; name the table");
    }
    required("root", config.root());
    source(config.source());
    if (config.features().isEmpty()) {
      throw ConfigErrors.missing("features", "list at least one feature with a name");
    }
    for (int i = 0; i < config.features().size(); i++) {
      FeatureRules.check("features[" + i + "]", config.features().get(i));
    }
    FeatureSets.of(config);
    atLeast("prepare.unit-examples", config.prepare().unitExamples(), 1);
    atLeast("prepare.top-values", config.prepare().topValues(), 0);
    oneOf("prepare.vocabulary", config.prepare().vocabulary(), "exact", "all");
    table(config.table());
    head(config.head());
    HeadSpecs.of(config);
    train(config.train());
    hosts(config.hosts());
    GateRules.check(config.gate());
    atLeast("retain.keep-last", config.retain().keepLast(), 1);
    atLeast("retain.keep-days", config.retain().keepDays(), 0);
    for (String format : config.publish().exports()) {
      rowFormat("publish.exports", format);
    }
    share("publish.increment-share", config.publish().incrementShare());
    rowFormat("export.format", config.export().format());
    atLeast("materialize.slice-values", config.materialize().sliceValues(), 1);
  }

  private static void hosts(RunConfig.Hosts hosts) {
    atLeast("hosts.wait-seconds", hosts.waitSeconds(), 1);
    atLeast("hosts.port", hosts.port(), 0);
    atLeast("hosts.port-retries", hosts.portRetries(), 0);
    if (hosts.port() + (long) hosts.portRetries() > 0xffff) {
      throw ConfigErrors.invalid(
          "hosts.port-retries", hosts.portRetries(), "the last port must be <= 65535");
    }
    oneOf("hosts.values", hosts.values(), "fp32", "bf16");
  }

  private static void rowFormat(String key, String format) {
    oneOf(
        key, format, Stream.of(RowFormat.values()).map(RowFormat::toString).toArray(String[]::new));
  }

  private static void source(RunConfig.Source source) {
    if (source.inputs().isEmpty() && source.query().isBlank()) {
      throw ConfigErrors.missing("source.inputs", "name at least one input, or give source.query");
    }
    if (source.inputs().size() > 1 && source.query().isBlank()) {
      throw ConfigErrors.missing(
          "source.query", "with several inputs say by Spark SQL how they are joined");
    }
    source.inputs().forEach((name, input) -> input("source.inputs." + name, input));
    required("source.label", source.label());
    share("source.max-bad-fraction", source.maxBadFraction());
    split(source.split());
  }

  private static void input(String key, RunConfig.Input input) {
    required(key + ".format", input.format());
    oneOf(key + ".format", input.format(), "csv", "json", "parquet", "delta", "sql");
    if (!input.format().equals("sql")) {
      required(key + ".path", input.path());
    }
    required(key + ".separator", input.separator());
    if (input.quote().length() > 1) {
      throw ConfigErrors.invalid(key + ".quote", input.quote(), "must be one character or empty");
    }
    if (input.format().equals("csv") && !input.header() && input.columns().isBlank()) {
      throw ConfigErrors.missing(
          key + ".columns", "name the columns of a csv without header, or set header = true");
    }
    if (!charset(input.encoding())) {
      throw ConfigErrors.invalid(
          key + ".encoding", input.encoding(), "must be a character set, as UTF-8 or ISO-8859-1");
    }
    atLeast(key + ".version", input.version(), -1);
  }

  private static boolean charset(String name) {
    try {
      return Charset.isSupported(name);
    } catch (IllegalCharsetNameException e) {
      return false;
    }
  }

  private static void split(RunConfig.Split split) {
    oneOf("source.split.by", split.by(), "random", "time", "column");
    share("source.split.validation", split.validation());
    share("source.split.test", split.test());
    if (split.by().equals("random") && split.validation() + split.test() >= 1) {
      throw ConfigErrors.invalid(
          "source.split.validation",
          split.validation(),
          "validation + test must be < 1; leave a training part");
    }
    if (!split.by().equals("random")) {
      required("source.split.expression", split.expression());
    }
    if (split.by().equals("time")) {
      required("source.split.validation-from", split.validationFrom());
      required("source.split.test-from", split.testFrom());
    }
  }

  private static void table(RunConfig.Table table) {
    oneOf("table.layout", table.layout(), "multiplexed", "per-feature", "collisionless");
    atLeast("table.width", table.width(), 1);
    atLeast("table.chunks", table.chunks(), 1);
    atLeast("table.buckets", table.buckets(), 0);
    atLeast("table.exact-up-to", table.exactUpTo(), 0);
    atLeast("table.initial-range", table.initialRange(), 0);
    atLeast("table.rows", table.rows(), 0);
    atLeast("table.share", table.share(), 0);
    long given =
        Stream.of(!table.budget().isBlank(), table.rows() > 0, table.share() > 0)
            .filter(set -> set)
            .count();
    if (given != 1 && !table.layout().equals("collisionless")) {
      throw ConfigErrors.invalid(
          "table",
          "budget = %s, rows = %d, share = %s"
              .formatted(table.budget(), table.rows(), table.share()),
          "give exactly one of table.budget, table.rows and table.share, above 0");
    }
    if (!table.budget().isBlank()) {
      bytes("table.budget", table.budget());
    }
  }

  /** The bytes of a size with its unit, as in 256MiB; at least 1. */
  static long bytes(String key, String text) {
    try {
      long bytes =
          ConfigFactory.parseMap(Map.of("size", ConfigValueFactory.fromAnyRef(text)))
              .getBytes("size");
      if (bytes >= 1) {
        return bytes;
      }
    } catch (ConfigException e) {
      // Worded below: the library's own text knows neither key nor remedy.
    }
    throw ConfigErrors.invalid(key, text, "must be a size above 0 with its unit, as 256MiB");
  }

  private static void head(RunConfig.Head head) {
    oneOf("head.type", head.type(), "logistic", "factorization", "deep-cross", "mlp");
    oneOf("head.structure", head.structure(), "stacked", "parallel");
    atLeast("head.cross-layers", head.crossLayers(), 0);
    for (int width : head.hidden()) {
      atLeast("head.hidden", width, 1);
    }
    if (head.type().equals("mlp") && head.hidden().isEmpty()) {
      throw ConfigErrors.missing("head.hidden", "an mlp needs at least one layer, as [256]");
    }
  }

  private static void counters(RunConfig.Train train) {
    atLeast("train.admission", train.admission(), 1);
    atLeast("train.evict.idle-days", train.evict().idleDays(), 0);
    atLeast("train.evict.sightings", train.evict().sightings(), 0);
    if (train.day().isEmpty() && train.evict().idleDays() > 0) {
      throw ConfigErrors.missing(
          "train.day", "with train.evict.idle-days say of which day the data are, as 2026-11-26");
    }
    try {
      atLeast("train.day", train.epochDay(), 0);
    } catch (DateTimeParseException e) {
      throw ConfigErrors.invalid("train.day", train.day(), "must be a date as 2026-11-26");
    }
  }

  private static void train(RunConfig.Train train) {
    atLeast("train.epochs", train.epochs(), 1);
    atLeast("train.batch", train.batch(), 1);
    atLeast("train.workers", train.workers(), 1);
    atLeast("train.staleness", train.staleness(), -1);
    counters(train);
    atLeast("train.round-examples", train.roundExamples(), 0);
    atLeast("train.patience", train.patience(), 0);
    atLeast("train.retries", train.retries(), 0);
    oneOf("train.metric", train.metric(), "auc", "log-loss");
    RunConfig.RowOptimizerConfig row = train.rowOptimizer();
    oneOf(
        "train.row-optimizer.type",
        row.type(),
        "sgd",
        "row-wise-adagrad",
        "adagrad",
        "adam",
        "ftrl");
    optimizer("train.row-optimizer", row.learningRate(), row.epsilon(), row.beta1(), row.beta2());
    atLeast("train.row-optimizer.initial-accumulator", row.initialAccumulator(), 0);
    atLeast("train.row-optimizer.l1", row.l1(), 0);
    atLeast("train.row-optimizer.l2", row.l2(), 0);
    atLeast("train.row-optimizer.beta", row.beta(), 0);
    RunConfig.HeadOptimizerConfig head = train.headOptimizer();
    oneOf("train.head-optimizer.type", head.type(), "sgd", "adagrad", "adam");
    optimizer(
        "train.head-optimizer", head.learningRate(), head.epsilon(), head.beta1(), head.beta2());
    atLeast("train.head-optimizer.initial-accumulator", head.initialAccumulator(), 0);
  }

  private static void optimizer(
      String key, double learningRate, double epsilon, double beta1, double beta2) {
    if (!(learningRate > 0)) {
      throw ConfigErrors.invalid(key + ".learning-rate", learningRate, "must be > 0");
    }
    atLeast(key + ".epsilon", epsilon, 0);
    share(key + ".beta1", beta1);
    share(key + ".beta2", beta2);
  }

  static void required(String key, String text) {
    if (text.isEmpty()) {
      throw ConfigErrors.missing(key, "give it in the file or with --set " + key + "=...");
    }
  }

  static void oneOf(String key, String value, String... choices) {
    if (!List.of(choices).contains(value)) {
      throw ConfigErrors.invalid(key, value, "must be one of " + String.join(", ", choices));
    }
  }

  static void atLeast(String key, long value, long minimum) {
    if (value < minimum) {
      throw ConfigErrors.invalid(key, value, "must be >= " + minimum);
    }
  }

  static void atLeast(String key, double value, double minimum) {
    if (!(value >= minimum)) {
      throw ConfigErrors.invalid(key, number(value), "must be >= " + number(minimum));
    }
  }

  private static void share(String key, double value) {
    if (!(value >= 0 && value < 1)) {
      throw ConfigErrors.invalid(key, number(value), "must be >= 0 and < 1");
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
