/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import org.jspecify.annotations.Nullable;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.registry.PublishedVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verb inspect. */
@Command(
    name = "inspect",
    description =
        "Looks into a version: collisions by feature, row norms, angles of a logistic head's"
            + " weights, touched share, hot rows, nearest neighbours.")
public final class InspectVerb implements Verb {
  @Option(
      names = "--of",
      paramLabel = "REF",
      description =
          "Number, alias or folder (with a '/') of a version; default: the candidate of the run.")
  private @Nullable String version;

  @Override
  public Repeat repeat() {
    return Repeat.RUNS_AGAIN;
  }

  @Override
  public VerbResult run(VerbContext context) {
    String folder =
        version == null
            ? context.paths().version()
            : PublishedVersion.folderOf(context, version).path();
    Inspection inspection = InspectJob.run(context, folder);
    return new VerbResult(inspection, InspectionText.of(inspection));
  }
}
