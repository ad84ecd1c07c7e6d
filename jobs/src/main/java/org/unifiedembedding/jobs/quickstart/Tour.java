/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.quickstart;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.unifiedembedding.embedding.metric.Metrics;
import org.unifiedembedding.jobs.cli.Storage;
import org.unifiedembedding.jobs.cli.StoredResult;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbRunner;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.evaluate.EvaluateJob;
import org.unifiedembedding.jobs.evaluate.EvaluateVerb;
import org.unifiedembedding.jobs.evaluate.Evaluation;
import org.unifiedembedding.jobs.inspect.InspectJob;
import org.unifiedembedding.jobs.inspect.Inspection;
import org.unifiedembedding.jobs.inspect.Neighbours;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.prepare.PrepareVerb;
import org.unifiedembedding.jobs.prepare.PreparedStatistics;
import org.unifiedembedding.jobs.publish.LoadedVector;
import org.unifiedembedding.jobs.publish.PublishVerb;
import org.unifiedembedding.jobs.publish.Published;
import org.unifiedembedding.jobs.report.RunReport;
import org.unifiedembedding.jobs.train.TrainJob;
import org.unifiedembedding.jobs.train.TrainResult;
import org.unifiedembedding.jobs.train.TrainVerb;

/**
 * One way through all verbs. Each leaves its stored result, so that a tour that was stopped goes on
 * where it was.
 */
final class Tour {
  private static final String CONTROL = "per-feature";

  private final VerbContext context;
  private final VerbRunner runner;
  private final long start = System.nanoTime();
  private final List<Quickstart.Model> others = new ArrayList<>();
  private long examples;

  Tour(VerbContext context) {
    this.context = context;
    runner = new VerbRunner(new Storage(context.hadoop()), Clock.systemUTC());
  }

  /** Prepares, trains the table and, as a control, per-feature tables of the same rows in all. */
  void train() throws Exception {
    PreparedStatistics statistics = step("prepare", new PrepareVerb(), PreparedStatistics.class);
    examples = statistics.parts().values().stream().mapToLong(part -> part.examples()).sum();
    step("train", new TrainVerb(), TrainResult.class);
    context.progress().stage("quickstart: per-feature hashing of the same size beside it");
    RunConfig config = context.config();
    VerbContext control =
        context.variant(CONTROL, config.withTable(config.table().withLayout(CONTROL)));
    String prepared = context.paths().prepared();
    TrainResult trained = new TrainJob(control, prepared).run();
    Evaluation evaluation = EvaluateJob.run(control, prepared, trained.candidate());
    others.add(model("per-feature hashing of the same size", trained.rows(), evaluation.metrics()));
  }

  /** Adds a model without a table to hold the trained one against. */
  void add(String name, Metrics metrics) {
    others.add(new Quickstart.Model(name, 0, 0, metrics.auc(), metrics.logLoss()));
  }

  /**
   * Judges, publishes and loads.
   *
   * @param titles names for people of the values whose neighbours are shown
   */
  Quickstart finish(String data, String command, Map<String, String> titles) throws Exception {
    List<RunReport.Peer> peers =
        others.stream()
            .map(model -> new RunReport.Peer(model.name(), model.auc(), model.logLoss()))
            .toList();
    Inspection inspection = InspectJob.run(context, context.paths().version());
    Evaluation evaluation = step("evaluate", new EvaluateVerb(peers, inspection), Evaluation.class);
    Published published = step("publish", new PublishVerb(), Published.class);
    List<Quickstart.Model> models = new ArrayList<>();
    models.add(model("this table", inspection.rows(), evaluation.metrics()));
    models.addAll(others);
    return new Quickstart(
        data,
        examples,
        models,
        inspection.features(),
        inspection.neighbours().stream().map(found -> titled(found, titles)).toList(),
        load(published.path(), inspection.neighbours().get(0)),
        published.version(),
        published.alias(),
        published.path(),
        command,
        context.paths().htmlReport(),
        (System.nanoTime() - start) / 1e9);
  }

  private <T> T step(String name, Verb verb, Class<T> type) throws Exception {
    StoredResult result = runner.run(verb, name, Map.of(), context);
    return VerbRunner.values(context.paths().result(name), result, type);
  }

  private Quickstart.Model model(String name, long rows, Metrics metrics) {
    return new Quickstart.Model(
        name, rows, context.config().table().width(), metrics.auc(), metrics.logLoss());
  }

  private LoadedVector load(String folder, Neighbours of) {
    return new VersionFolder(context.hadoop(), folder)
        .opened(table -> LoadedVector.of(table, of.feature(), of.value()));
  }

  private static Neighbours titled(Neighbours found, Map<String, String> titles) {
    return new Neighbours(
        found.feature(),
        titles.getOrDefault(found.value(), found.value()),
        found.nearest().stream()
            .map(
                near ->
                    new Neighbours.Neighbour(
                        titles.getOrDefault(near.value(), near.value()), near.cosine()))
            .toList());
  }
}
