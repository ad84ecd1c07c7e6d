/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.jobs.cli.Storage;
import org.unifiedembedding.jobs.cli.StoredResult;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.cli.VerbRunner;
import org.unifiedembedding.jobs.evaluate.EvaluateVerb;
import org.unifiedembedding.jobs.prepare.PrepareVerb;
import org.unifiedembedding.jobs.publish.PublishVerb;
import org.unifiedembedding.jobs.train.TrainVerb;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The verb pipeline. It keeps no result of its own: each verb leaves the one that it leaves alone,
 * so that whatever ends the pipeline, the same command or the single verb goes on where it was.
 */
@Command(
    name = "pipeline",
    description =
        "Runs prepare, train, evaluate and publish in one session; goes on from the last one that"
            + " finished.")
public final class PipelineVerb implements Verb {
  @Option(
      names = "--prepared",
      paramLabel = "ID",
      description = "Run whose prepared examples are read; default: prepare runs first.")
  private @Nullable String prepared;

  @Option(
      names = "--alias",
      paramLabel = "NAME",
      description = "Alias that moves; default: publish.alias of the configuration.")
  private @Nullable String alias;

  /**
   * What the verbs found.
   *
   * @param seconds wall time by verb, in their order
   * @param results by verb
   */
  record Pipeline(Map<String, Double> seconds, Map<String, JsonNode> results) {}

  @Override
  public Repeat repeat() {
    return Repeat.RUNS_AGAIN;
  }

  @Override
  public VerbResult run(VerbContext context) throws Exception {
    VerbRunner runner = new VerbRunner(new Storage(context.hadoop()), Clock.systemUTC());
    Map<String, String> examples = option("--prepared", prepared);
    Map<String, Step> steps = new LinkedHashMap<>();
    if (prepared == null) {
      steps.put("prepare", new Step(new PrepareVerb(), Map.of()));
    }
    steps.put("train", new Step(new TrainVerb(), examples));
    steps.put("evaluate", new Step(new EvaluateVerb(), examples));
    steps.put("publish", new Step(new PublishVerb(), option("--alias", alias)));
    Pipeline pipeline = new Pipeline(new LinkedHashMap<>(), new LinkedHashMap<>());
    List<String> texts = new ArrayList<>();
    for (Map.Entry<String, Step> entry : steps.entrySet()) {
      String name = entry.getKey();
      long begin = System.nanoTime();
      StoredResult found = entry.getValue().run(runner, name, context);
      pipeline.seconds().put(name, (System.nanoTime() - begin) / 1e9);
      pipeline.results().put(name, found.result());
      texts.add(name + "\n" + found.text());
    }
    return new VerbResult(pipeline, String.join("\n\n", texts));
  }

  private static Map<String, String> option(String name, @Nullable String value) {
    return value == null ? Map.of() : Map.of(name, value);
  }

  /** A verb with its own options, which are stored beside its result as if typed. */
  private record Step(Verb verb, Map<String, String> options) {
    StoredResult run(VerbRunner runner, String name, VerbContext context) throws Exception {
      String[] words = options.entrySet().stream().map(Object::toString).toArray(String[]::new);
      new CommandLine(verb).parseArgs(words);
      return runner.run(verb, name, options, context);
    }
  }
}
