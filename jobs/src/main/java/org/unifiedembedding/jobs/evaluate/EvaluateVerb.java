/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.evaluate;

import org.jspecify.annotations.Nullable;
import org.unifiedembedding.jobs.cli.RunPaths;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verb evaluate. */
@Command(
    name = "evaluate",
    description =
        "Judges the run's candidate on the test part, through the loader that recommenders use.")
public final class EvaluateVerb implements Verb {
  @Option(
      names = "--prepared",
      paramLabel = "ID",
      description = "Run whose prepared examples are read; default: this run's own.")
  private @Nullable String prepared;

  @Override
  public VerbResult run(VerbContext context) {
    RunPaths paths = context.paths();
    String from = prepared == null ? context.runId() : prepared;
    Evaluation evaluation =
        EvaluateJob.run(
            context, new RunPaths(paths.root(), paths.name(), from).prepared(), paths.version());
    return new VerbResult(evaluation, evaluation.text());
  }
}
