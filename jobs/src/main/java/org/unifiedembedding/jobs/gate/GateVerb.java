/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.gate;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.registry.PublishedVersion;
import org.unifiedembedding.jobs.registry.Registry;
import org.unifiedembedding.jobs.report.GateReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verb gate. */
@Command(
    name = "gate",
    description =
        "Checks a candidate against fixed bounds and the version that an alias names, as publish"
            + " does; exit code 4 where one fails.")
public final class GateVerb implements Verb {
  @Option(
      names = "--of",
      paramLabel = "REF",
      description =
          "Number, alias or folder (with a '/') of a version; default: the candidate of the run.")
  private @Nullable String version;

  @Option(
      names = "--alias",
      paramLabel = "NAME",
      description = "Alias whose version it is held against; default: publish.alias.")
  private @Nullable String alias;

  @Override
  public Repeat repeat() {
    return Repeat.RUNS_AGAIN;
  }

  @Override
  public VerbResult run(VerbContext context) {
    String name = Objects.requireNonNullElse(alias, context.config().publish().alias());
    VersionFolder folder =
        version == null
            ? new VersionFolder(context.hadoop(), context.paths().version())
            : PublishedVersion.folderOf(context, version);
    boolean named = Registry.of(context).history().aliases().containsKey(name);
    PublishedVersion live = named ? PublishedVersion.of(context, name) : null;
    GateReport report = Gate.pass(context, folder, name, live);
    return new VerbResult(report, GateText.of(report));
  }
}
