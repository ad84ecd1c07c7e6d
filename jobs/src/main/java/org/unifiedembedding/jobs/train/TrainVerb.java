/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import org.jspecify.annotations.Nullable;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verb train. */
@Command(
    name = "train",
    description =
        "Trains the table from prepared examples; goes on from the last checkpoint of the run.")
public final class TrainVerb implements Verb {
  @Option(
      names = "--prepared",
      paramLabel = "ID",
      description = "Run whose prepared examples are read; default: this run's own.")
  private @Nullable String prepared;

  @Override
  public VerbResult run(VerbContext context) {
    String from = prepared == null ? context.runId() : prepared;
    TrainResult result = new TrainJob(context, context.paths().ofRun(from).prepared()).run();
    return new VerbResult(result, result.text());
  }
}
