/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.diff;

import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.registry.PublishedVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The verb diff. */
@Command(
    name = "diff",
    description =
        "What changed from one version to another: rows, norms, cosines and neighbours by feature,"
            + " metrics, configuration.")
public final class DiffVerb implements Verb {
  private static final String REFERENCE = "Number, alias or folder (with a '/') of a version.";

  @Parameters(index = "0", paramLabel = "BEFORE", description = REFERENCE)
  private String before = "";

  @Parameters(index = "1", paramLabel = "AFTER", description = REFERENCE)
  private String after = "";

  @Override
  public Repeat repeat() {
    return Repeat.RUNS_AGAIN;
  }

  @Override
  public VerbResult run(VerbContext context) {
    VersionFolder was = PublishedVersion.folderOf(context, before);
    VersionFolder is = PublishedVersion.folderOf(context, after);
    VersionDiff diff = new DiffJob(context).run(before, was, after, is);
    return new VerbResult(diff, DiffText.of(diff));
  }
}
