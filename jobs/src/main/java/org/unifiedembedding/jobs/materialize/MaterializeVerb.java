/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.materialize;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.registry.PublishedVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The verb materialize. */
@Command(
    name = "materialize",
    description =
        "Writes a Delta table of feature values with their vectors and counts, or moves it to"
            + " another version by writing what changed.")
public final class MaterializeVerb implements Verb {
  @Parameters(
      arity = "0..1",
      paramLabel = "REF",
      description =
          "Number or alias of a published version; default: publish.alias of the configuration.")
  private @Nullable String reference;

  @Override
  public Repeat repeat() {
    return Repeat.RUNS_AGAIN;
  }

  @Override
  public VerbResult run(VerbContext context) {
    String version = Objects.requireNonNullElse(reference, context.config().publish().alias());
    Materialized result = new MaterializeJob(context, PublishedVersion.of(context, version)).run();
    return new VerbResult(result, result.text());
  }
}
