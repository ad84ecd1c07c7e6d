/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.unifiedembedding.jobs.cli.Progress;
import org.unifiedembedding.jobs.cli.RunPaths;
import org.unifiedembedding.jobs.cli.Storage;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.config.ConfigReader;
import org.unifiedembedding.jobs.config.ConfigSource;
import org.unifiedembedding.jobs.lake.TestSpark;
import org.unifiedembedding.jobs.prepare.PrepareVerb;
import org.unifiedembedding.jobs.train.TrainVerb;
import picocli.CommandLine;

/**
 * A small click log in a folder, and the verbs on it.
 *
 * @param folder a Hadoop path
 */
public record TrainedClicks(String folder) {
  private static final String CONFIGURATION =
      """
      name = clicks
      source.inputs.log { format = csv, path = "%s/log.csv", header = true }
      source.label = "cast(label as int)"
      features = [
        { name = user }
        { name = item }
        { name = tags, type = multi-valued, separator = "|" }
        { name = "user x item", type = cross, parts = [user, item] }
      ]
      table { rows = 1500, width = 7, chunks = 2, exact-up-to = 100 }
      head.type = logistic
      prepare { unit-examples = 1000, top-values = 20 }
      train { epochs = 1, batch = 128 }
      gate { max-auc-drop = "", max-log-loss-rise = "", min-calibration = "", max-calibration = "" }
      """;

  public TrainedClicks(Path folder) {
    this(folder.toString());
  }

  /** Writes the log, prepares and trains. */
  public static TrainedClicks train(Path folder, String runId) throws Exception {
    return train(folder, runId, Map.of());
  }

  /** The same with other settings. */
  public static TrainedClicks train(Path folder, String runId, Map<String, String> set)
      throws Exception {
    TrainedClicks clicks = new TrainedClicks(folder);
    clicks.writeLog();
    clicks.run(runId, new PrepareVerb(), set);
    clicks.run(runId, new TrainVerb(), set);
    return clicks;
  }

  /** Makes the click log. */
  public void writeLog() {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder log = new StringBuilder("user,item,tags,label\n");
    for (int i = 0; i < 5000; i++) {
      int user = random.nextInt(400);
      int item = random.nextInt(60);
      int label = random.nextInt(100) < (user % 7 + item % 5) * 10 ? 1 : 0;
      log.append(
          "u%s,%s,t%d|t%d,%d%n"
              .formatted(user, item == 0 ? "" : "i" + item, user % 9, item % 7, label));
    }
    new Storage(TestSpark.session().sparkContext().hadoopConfiguration())
        .write(folder + "/log.csv", log.toString());
  }

  public RunPaths paths(String runId) {
    return new RunPaths(folder + "/root", "clicks", runId);
  }

  /** The text of a configuration file. */
  public String configuration() {
    return CONFIGURATION.formatted(folder) + "root = \"" + folder + "/root\"\n";
  }

  /** The context of a run. */
  public VerbContext context(String runId, Map<String, String> set) {
    return new VerbContext(
        ConfigReader.read(new ConfigSource.Text("test.conf", configuration()), set),
        runId,
        TestSpark::session,
        Progress.silent(),
        paths(runId));
  }

  /** Runs a verb. */
  public VerbResult run(String runId, Verb verb, Map<String, String> set, String... arguments)
      throws Exception {
    new CommandLine(verb).parseArgs(arguments);
    return verb.run(context(runId, set));
  }
}
