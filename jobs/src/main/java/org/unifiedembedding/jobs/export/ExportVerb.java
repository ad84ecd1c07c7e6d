/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.export;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.snapshot.RowFormat;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.registry.PublishedVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The verb export. */
@Command(
    name = "export",
    description =
        "Writes a version in fewer bits (export.format) to a folder that a service loads alone, and"
            + " says what that costs in AUC.")
public final class ExportVerb implements Verb {
  @Parameters(
      arity = "0..1",
      paramLabel = "REF",
      description =
          "Number, alias or folder (with a '/') of a version; default: publish.alias of the"
              + " configuration.")
  private @Nullable String reference;

  @Override
  public Repeat repeat() {
    return Repeat.RUNS_AGAIN;
  }

  @Override
  public VerbResult run(VerbContext context) {
    RunConfig.Export export = context.config().export();
    String version = Objects.requireNonNullElse(reference, context.config().publish().alias());
    ExportJob job =
        new ExportJob(
            context, PublishedVersion.folderOf(context, version), RowFormat.of(export.format()));
    Exported exported = export.path().isEmpty() ? job.run() : job.run(export.path());
    return new VerbResult(exported, exported.text());
  }
}
