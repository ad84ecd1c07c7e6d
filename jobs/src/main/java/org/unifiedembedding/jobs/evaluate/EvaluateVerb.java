/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.evaluate;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.jobs.cli.RunPaths;
import org.unifiedembedding.jobs.cli.Storage;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.cli.VerbRunner;
import org.unifiedembedding.jobs.inspect.InspectJob;
import org.unifiedembedding.jobs.inspect.Inspection;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.report.HtmlReport;
import org.unifiedembedding.jobs.report.ReportJson;
import org.unifiedembedding.jobs.report.RunReport;
import org.unifiedembedding.jobs.train.TrainResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verb evaluate. */
@Command(
    name = "evaluate",
    description =
        "Judges the run's candidate on the test part, through the loader that recommenders use,"
            + " and writes report.html.")
public final class EvaluateVerb implements Verb {
  private final List<RunReport.Peer> peers;
  private final @Nullable Inspection inspection;

  @Option(
      names = "--prepared",
      paramLabel = "ID",
      description = "Run whose prepared examples are read; default: this run's own.")
  private @Nullable String prepared;

  public EvaluateVerb() {
    this(List.of(), null);
  }

  /**
   * A verb whose report has models to compare with.
   *
   * @param peers judged on the same examples
   * @param inspection of the run's candidate; null: made by the verb
   */
  public EvaluateVerb(List<RunReport.Peer> peers, @Nullable Inspection inspection) {
    this.peers = List.copyOf(peers);
    this.inspection = inspection;
  }

  /**
   * What evaluate says.
   *
   * @param report path of report.html
   */
  record Judged(@JsonUnwrapped Evaluation evaluation, String report) {}

  @Override
  public VerbResult run(VerbContext context) {
    RunPaths paths = context.paths();
    String from = prepared == null ? context.runId() : prepared;
    Evaluation evaluation = EvaluateJob.run(context, paths.ofRun(from).prepared(), paths.version());
    report(context, evaluation);
    return new VerbResult(
        new Judged(evaluation, paths.htmlReport()),
        evaluation.text() + "\nReport: " + paths.htmlReport());
  }

  private void report(VerbContext context, Evaluation evaluation) {
    Storage storage = new Storage(context.hadoop());
    RunReport report =
        RunReports.of(
            context,
            evaluation,
            inspection == null ? InspectJob.run(context, evaluation.candidate()) : inspection,
            new VersionFolder(context.hadoop(), evaluation.candidate()).manifest(),
            new VerbRunner(storage, Clock.systemUTC())
                .stored(context.paths(), "train", TrainResult.class),
            storage
                .read(context.paths().gate())
                .map(text -> ReportJson.readGate(text, context.paths().gate())),
            peers);
    storage.write(context.paths().runReport(), ReportJson.write(report));
    storage.write(context.paths().htmlReport(), HtmlReport.render(report));
  }
}
