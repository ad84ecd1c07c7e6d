/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.increment;

import org.jspecify.annotations.Nullable;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.registry.PublishedVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb increment. */
@Command(
    name = "increment",
    description =
        "Writes the rows that differ between two published versions, for loaders that move from one"
            + " to the other.")
public final class IncrementVerb implements Verb {
  @Parameters(index = "0", paramLabel = "FROM", description = "Number or alias of a version.")
  private String from = "";

  @Parameters(index = "1", paramLabel = "TO", description = "Number or alias of a later version.")
  private String to = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Between the exports of both in this format, as int8.")
  private @Nullable String format;

  @Override
  public Repeat repeat() {
    return Repeat.RUNS_AGAIN;
  }

  @Override
  public VerbResult run(VerbContext context) {
    Incremented made = new IncrementJob(context, folder(context, from), folder(context, to)).run();
    return new VerbResult(made, made.text());
  }

  private VersionFolder folder(VerbContext context, String reference) {
    PublishedVersion version = PublishedVersion.of(context, reference);
    return format == null ? version.folder() : version.export(context, format);
  }
}
