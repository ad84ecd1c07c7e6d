/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.registry.History;
import org.unifiedembedding.jobs.cli.Progress;
import org.unifiedembedding.jobs.cli.RunPaths;
import org.unifiedembedding.jobs.cli.Storage;
import org.unifiedembedding.jobs.cli.StoredResult;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbRunner;
import org.unifiedembedding.jobs.config.ConfigReader;
import org.unifiedembedding.jobs.config.ConfigSource;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.lake.TestSpark;
import org.unifiedembedding.jobs.lake.TestVersion;
import org.unifiedembedding.jobs.registry.Registry;
import picocli.CommandLine;

/**
 * A table whose candidates are those of {@link TestVersion}, and verbs on it as the command line
 * runs them. They come without prepared data, so the gate judges no metrics.
 */
public final class TestTable {
  private final String root;
  private final Map<String, String> settings = new HashMap<>();

  public TestTable(Path root) {
    this(root.toString());
  }

  /**
   * A table anywhere.
   *
   * @param root a Hadoop path
   */
  public TestTable(String root) {
    this.root = root;
    for (String bound :
        new String[] {"max-auc-drop", "max-log-loss-rise", "min-calibration", "max-calibration"}) {
      settings.put("gate." + bound, "");
    }
  }

  /** The same table with another value of a key. */
  public TestTable with(String key, String value) {
    TestTable changed = new TestTable(root);
    changed.settings.putAll(settings);
    changed.settings.put(key, value);
    return changed;
  }

  public RunPaths paths(String runId) {
    return new RunPaths(root, "test", runId);
  }

  public VerbContext context(String runId) {
    RunConfig config =
        ConfigReader.read(
            new ConfigSource.Text(
                "test.conf",
                """
                name = test
                source.inputs.log { format = csv, path = "log.csv", header = true }
                features = [{ name = user }]
                table.rows = 5000
                """),
            settings);
    return new VerbContext(config, runId, TestSpark::session, Progress.silent(), paths(runId));
  }

  /** What the registry says now. */
  public History history() {
    VerbContext context = context("any");
    return new Registry(context.spark(), context.paths().registry(), Clock.systemUTC(), "nobody")
        .history();
  }

  /** Makes the candidate of a run. */
  public void train(String runId, @Nullable String parent, float scale) {
    TestVersion.write(TestSpark.session(), runId, paths(runId).version(), parent, scale);
  }

  /** Makes the candidate of a run and publishes it. */
  public String publish(String runId, String... arguments) throws Exception {
    train(runId, null, 1);
    return run(runId, new PublishVerb(), arguments).text();
  }

  /** Runs a verb, with its stored result where it keeps one. */
  public StoredResult run(String runId, Verb verb, String... arguments) throws Exception {
    CommandLine line = new CommandLine(verb);
    line.parseArgs(arguments);
    return new VerbRunner(
            new Storage(TestSpark.session().sparkContext().hadoopConfiguration()),
            Clock.systemUTC())
        .run(
            verb,
            line.getCommandName(),
            Map.of("arguments", String.join(" ", arguments)),
            context(runId));
  }
}
